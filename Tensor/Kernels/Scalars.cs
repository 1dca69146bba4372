using System.Numerics;
using System.Runtime.InteropServices;
using Gexia.Cpu;
using Gexia.Gpu;

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
            DType.Int8 => (sbyte)bytes[i],
            _ => bytes[i],
        };
    }

    /// <summary>Sets element <paramref name="index"/> of raw memory, rounded to the dtype.</summary>
    public static void WriteDouble(Span<byte> bytes, DType type, long index, double value)
    {
        var i = checked((int)index);
        switch (type)
        {
            case DType.Float32: MemoryMarshal.Cast<byte, float>(bytes)[i] = (float)value; break;
            case DType.Float64: MemoryMarshal.Cast<byte, double>(bytes)[i] = value; break;
            case DType.Int32: MemoryMarshal.Cast<byte, int>(bytes)[i] = (int)value; break;
            case DType.Int64: MemoryMarshal.Cast<byte, long>(bytes)[i] = (long)value; break;
            case DType.Float16: MemoryMarshal.Cast<byte, Half>(bytes)[i] = (Half)value; break;
            case DType.BFloat16: MemoryMarshal.Cast<byte, BFloat16>(bytes)[i] = (BFloat16)value; break;
            case DType.Int8: MemoryMarshal.Cast<byte, sbyte>(bytes)[i] = (sbyte)value; break;
            case DType.UInt8: bytes[i] = (byte)value; break;
            default: bytes[i] = value != 0 ? (byte)1 : (byte)0; break;
        }
    }

    /// <summary>Every byte of a contiguous tensor set to 0.</summary>
    public static void Clear(Tensor tensor) => tensor.Device.Run(new ClearKernel(tensor));

    /// <summary>Every element of a contiguous tensor set to a value.</summary>
    public static void Fill(Tensor tensor, double value) => tensor.Device.Run(new FillKernel(tensor, value));

    /// <summary>Converts contiguous elements between any two dtypes.</summary>
    public static void Convert(Tensor from, Tensor to) => to.Device.Run(new ConvertKernel(from, to));

    // A single item each, so that they run on the caller's thread.
    private readonly struct ClearKernel(Tensor tensor) : IKernel, ICpuKernel
    {
        public Operands Operands => new([], [tensor]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, 1, 1);

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher
        {
            Units.Fill(gpu, tensor, 0);
            return true;
        }

        public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T> =>
            tensor.Bytes.Clear();
    }

    private readonly struct FillKernel(Tensor tensor, double value) : IKernel, ICpuKernel
    {
        public Operands Operands => new([], [tensor]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, 1, 1);

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher
        {
            Units.Fill(gpu, tensor, value);
            return true;
        }

        public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T> =>
            FillNow(tensor, value);
    }

    private readonly struct ConvertKernel(Tensor source, Tensor target) : IKernel, ICpuKernel
    {
        public Operands Operands => new([source], [target]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, 1, 1);

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
            Conversions.Run(gpu, source, target);

        public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T> =>
            ConvertNow(source, target);
    }

    private static void FillNow(Tensor tensor, double value)
    {
        switch (tensor.DType)
        {
            case DType.Float32: tensor.Elements<float>().Fill((float)value); break;
            case DType.Float64: tensor.Elements<double>().Fill(value); break;
            case DType.Int32: tensor.Elements<int>().Fill((int)value); break;
            case DType.Int64: tensor.Elements<long>().Fill((long)value); break;
            case DType.Bool: tensor.Elements<bool>().Fill(value != 0); break;
            case DType.Float16: tensor.Elements<Half>().Fill((Half)value); break;
            case DType.BFloat16: tensor.Elements<BFloat16>().Fill((BFloat16)value); break;
            case DType.Int8: tensor.Elements<sbyte>().Fill((sbyte)value); break;
            case DType.UInt8: tensor.Elements<byte>().Fill((byte)value); break;
        }
    }

    private static void ConvertNow(Tensor from, Tensor to)
    {
        switch (from.DType)
        {
            case DType.Float32: From(from.Elements<float>(), to, x => x); break;
            case DType.Float64: From(from.Elements<double>(), to, x => x); break;
            case DType.Int32: From(from.Elements<int>(), to, x => x); break;
            case DType.Int64: From(from.Elements<long>(), to, x => x); break;
            case DType.Bool: From(from.Elements<bool>(), to, x => x ? 1 : 0); break;
            case DType.Float16: From(from.Elements<Half>(), to, x => (double)x); break;
            case DType.BFloat16: From(from.Elements<BFloat16>(), to, x => (float)x); break;
            case DType.Int8: From(from.Elements<sbyte>(), to, x => x); break;
            case DType.UInt8: From(from.Elements<byte>(), to, x => x); break;
        }
    }

    private static void From<T>(Span<T> from, Tensor to, Func<T, double> read)
    {
        switch (to.DType)
        {
            case DType.Float32: Each(from, to.Elements<float>(), read, x => (float)x); break;
            case DType.Float64: Each(from, to.Elements<double>(), read, x => x); break;
            case DType.Int32: Each(from, to.Elements<int>(), read, x => (int)x); break;
            case DType.Int64: Each(from, to.Elements<long>(), read, x => (long)x); break;
            case DType.Bool: Each(from, to.Elements<bool>(), read, x => x != 0); break;
            case DType.Float16: Each(from, to.Elements<Half>(), read, x => (Half)x); break;
            case DType.BFloat16: Each(from, to.Elements<BFloat16>(), read, x => (BFloat16)x); break;
            case DType.Int8: Each(from, to.Elements<sbyte>(), read, x => (sbyte)x); break;
            case DType.UInt8: Each(from, to.Elements<byte>(), read, x => (byte)x); break;
        }
    }

    // Two functions instead of one made of both, which would be a new object for every conversion.
    private static void Each<TFrom, TTo>(Span<TFrom> from, Span<TTo> to, Func<TFrom, double> read, Func<double, TTo> write)
    {
        for (var i = 0; i < from.Length; i++) to[i] = write(read(from[i]));
    }
}
