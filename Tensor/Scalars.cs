using System.Runtime.InteropServices;

namespace Gexia;

/// <summary>Reading, filling and converting elements of any dtype, one at a time. Exact, not fast: not for inner loops.</summary>
internal static class Scalars
{
    /// <summary>Element <paramref name="index"/> of raw memory as a double.</summary>
    public static double ReadDouble(ReadOnlySpan<byte> bytes, DType type, long index)
    {
        var i = checked((int)index);
        return type switch
        {
            DType.Float32 => MemoryMarshal.Cast<byte, float>(bytes)[i],
            DType.Float64 => MemoryMarshal.Cast<byte, double>(bytes)[i],
            DType.Int32 => MemoryMarshal.Cast<byte, int>(bytes)[i],
            DType.Int64 => MemoryMarshal.Cast<byte, long>(bytes)[i],
            DType.Float16 => (double)MemoryMarshal.Cast<byte, Half>(bytes)[i],
            DType.BFloat16 => (float)MemoryMarshal.Cast<byte, BFloat16>(bytes)[i],
            _ => bytes[i],
        };
    }

    /// <summary>Every element of a contiguous tensor set to a value.</summary>
    public static void Fill(Tensor tensor, double value)
    {
        switch (tensor.DType)
        {
            case DType.Float32: tensor.AsSpan<float>().Fill((float)value); break;
            case DType.Float64: tensor.AsSpan<double>().Fill(value); break;
            case DType.Int32: tensor.AsSpan<int>().Fill((int)value); break;
            case DType.Int64: tensor.AsSpan<long>().Fill((long)value); break;
            case DType.Bool: tensor.AsSpan<bool>().Fill(value != 0); break;
            case DType.Float16: tensor.AsSpan<Half>().Fill((Half)value); break;
            case DType.BFloat16: tensor.AsSpan<BFloat16>().Fill((BFloat16)value); break;
        }
    }

    /// <summary>Converts contiguous elements between any two dtypes.</summary>
    public static void Convert(Tensor from, Tensor to)
    {
        switch (from.DType)
        {
            case DType.Float32: From(from.AsSpan<float>(), to, x => x); break;
            case DType.Float64: From(from.AsSpan<double>(), to, x => x); break;
            case DType.Int32: From(from.AsSpan<int>(), to, x => x); break;
            case DType.Int64: From(from.AsSpan<long>(), to, x => x); break;
            case DType.Bool: From(from.AsSpan<bool>(), to, x => x ? 1 : 0); break;
            case DType.Float16: From(from.AsSpan<Half>(), to, x => (double)x); break;
            case DType.BFloat16: From(from.AsSpan<BFloat16>(), to, x => (float)x); break;
        }
    }

    private static void From<T>(Span<T> from, Tensor to, Func<T, double> read)
    {
        switch (to.DType)
        {
            case DType.Float32: Each(from, to.AsSpan<float>(), x => (float)read(x)); break;
            case DType.Float64: Each(from, to.AsSpan<double>(), read); break;
            case DType.Int32: Each(from, to.AsSpan<int>(), x => (int)read(x)); break;
            case DType.Int64: Each(from, to.AsSpan<long>(), x => (long)read(x)); break;
            case DType.Bool: Each(from, to.AsSpan<bool>(), x => read(x) != 0); break;
            case DType.Float16: Each(from, to.AsSpan<Half>(), x => (Half)read(x)); break;
            case DType.BFloat16: Each(from, to.AsSpan<BFloat16>(), x => (BFloat16)read(x)); break;
        }
    }

    private static void Each<TFrom, TTo>(Span<TFrom> from, Span<TTo> to, Func<TFrom, TTo> convert)
    {
        for (var i = 0; i < from.Length; i++) to[i] = convert(from[i]);
    }
}
