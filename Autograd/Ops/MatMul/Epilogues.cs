using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>y = f(z) for the tiles of z that a product has just finished; y may be z. Both are [rows, width], contiguous.</summary>
internal readonly struct ActivationEpilogue<TActivation>(TActivation f, Tensor y) : IGemmEpilogue where TActivation : struct, IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Apply<TLane, T>(T* values, long stride, long column, int count, long row, int rows)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long width = y.Shape[1];
        var target = y.Pointer<T>() + (row * width) + column;
        for (var r = 0; r < rows; r++, values += stride, target += width)
        {
            var i = 0;
            for (; i + TLane.Count <= count; i += TLane.Count) TLane.Store(f.Value(TLane.Load(values + i)), target + i);
            if (i < count) TLane.StorePart(f.Value(TLane.LoadPart(values + i, count - i, TLane.Of(0))), target + i, count - i);
        }
    }

    public void Fetch<T>(long column, int count, long row, int rows) where T : unmanaged => Rows.Fetch<T>(y, column, count, row, rows);
}

/// <summary>dz = dy·f′(z) for the tiles of dy that a product has just finished, in place. z and y = f(z) are [rows, width], contiguous.</summary>
internal readonly struct DerivativeEpilogue<TActivation>(TActivation f, Tensor z, Tensor y) : IGemmEpilogue where TActivation : struct, IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Apply<TLane, T>(T* values, long stride, long column, int count, long row, int rows)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long width = z.Shape[1], place = (row * width) + column;
        T* pz = z.Pointer<T>() + place, py = y.Pointer<T>() + place;
        for (var r = 0; r < rows; r++, values += stride, pz += width, py += width)
        {
            var i = 0;
            for (; i + TLane.Count <= count; i += TLane.Count) TLane.Store(TLane.Load(values + i) * f.Derivative(TLane.Load(pz + i), TLane.Load(py + i)), values + i);
            if (i == count) continue;
            var (rest, zero) = (count - i, TLane.Of(0));
            var derivative = f.Derivative(TLane.LoadPart(pz + i, rest, zero), TLane.LoadPart(py + i, rest, zero));
            TLane.StorePart(TLane.LoadPart(values + i, rest, zero) * derivative, values + i, rest);
        }
    }

    public void Fetch<T>(long column, int count, long row, int rows) where T : unmanaged
    {
        Rows.Fetch<T>(z, column, count, row, rows);
        Rows.Fetch<T>(y, column, count, row, rows);
    }
}

/// <summary>y += residual for the tiles of y that a product has just finished. The residual is [rows, width], contiguous.</summary>
internal readonly struct ResidualEpilogue(Tensor residual) : IGemmEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Apply<TLane, T>(T* values, long stride, long column, int count, long row, int rows)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        long width = residual.Shape[1];
        var source = residual.Pointer<T>() + (row * width) + column;
        for (var r = 0; r < rows; r++, values += stride, source += width)
        {
            var i = 0;
            for (; i + TLane.Count <= count; i += TLane.Count) TLane.Store(TLane.Load(values + i) + TLane.Load(source + i), values + i);
            if (i < count) TLane.StorePart(TLane.LoadPart(values + i, count - i, TLane.Of(0)) + TLane.LoadPart(source + i, count - i, TLane.Of(0)), values + i, count - i);
        }
    }

    public void Fetch<T>(long column, int count, long row, int rows) where T : unmanaged => Rows.Fetch<T>(residual, column, count, row, rows);
}
