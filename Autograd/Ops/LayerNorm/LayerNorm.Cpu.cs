using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>Two passes over a row in the first-level cache: mean, then variance about it, then the result.</summary>
internal readonly struct LayerNormForward(Tensor x, Tensor gamma, Tensor beta, Tensor y, Tensor statistics, int width, double epsilon) : ICpuKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* pg = gamma.Pointer<T>(), pb = beta.Pointer<T>(), ps = statistics.Pointer<T>();
        var n = T.CreateTruncating(width);
        var full = width - (width % TLane.Count);
        var rest = width - full;
        for (var row = from; row < to; row++)
        {
            T* px = x.Pointer<T>() + (row * width), py = y.Pointer<T>() + (row * width);
            TLane s0 = TLane.Of(0), s1 = s0;
            var i = 0;
            for (; i + (2 * TLane.Count) <= full; i += 2 * TLane.Count)
            {
                s0 += TLane.Load(px + i);
                s1 += TLane.Load(px + i + TLane.Count);
            }
            for (; i < full; i += TLane.Count) s0 += TLane.Load(px + i);
            if (rest > 0) s1 += TLane.LoadPart(px + full, rest, TLane.Of(0));
            var mean = TLane.SumAcross(s0 + s1) / n;
            var mu = TLane.Broadcast(mean);

            s0 = s1 = TLane.Of(0);
            for (i = 0; i + (2 * TLane.Count) <= full; i += 2 * TLane.Count)
            {
                TLane d0 = TLane.Load(px + i) - mu, d1 = TLane.Load(px + i + TLane.Count) - mu;
                s0 = TLane.MultiplyAdd(d0, d0, s0);
                s1 = TLane.MultiplyAdd(d1, d1, s1);
            }
            for (; i < full; i += TLane.Count)
            {
                var d = TLane.Load(px + i) - mu;
                s0 = TLane.MultiplyAdd(d, d, s0);
            }
            if (rest > 0)
            {
                var d = TLane.LoadPart(px + full, rest, mu) - mu;     // lanes beyond the row add 0
                s1 = TLane.MultiplyAdd(d, d, s1);
            }
            var scale = T.One / T.Sqrt((TLane.SumAcross(s0 + s1) / n) + T.CreateTruncating(epsilon));
            var r = TLane.Broadcast(scale);
            (ps[2 * row], ps[(2 * row) + 1]) = (mean, scale);

            for (i = 0; i < full; i += TLane.Count)
                TLane.Store(TLane.MultiplyAdd((TLane.Load(px + i) - mu) * r, TLane.Load(pg + i), TLane.Load(pb + i)), py + i);
            if (rest > 0)
                TLane.StorePart(TLane.MultiplyAdd((TLane.LoadPart(px + i, rest, mu) - mu) * r, TLane.LoadPart(pg + i, rest, mu), TLane.LoadPart(pb + i, rest, mu)), py + i, rest);
        }
    }
}

/// <summary>One block of rows: their dx, and their share of dγ and dβ.</summary>
internal readonly struct LayerNormBackward(Tensor x, Tensor gamma, Tensor dY, Tensor statistics, Tensor dX, Tensor partial, int width, long rows, int blocks) : ICpuKernel
{
    public const int BlockRows = 64;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* pg = gamma.Pointer<T>(), ps = statistics.Pointer<T>();
        var zero = TLane.Of(0);
        for (var block = from; block < to; block++)
        {
            T* dGamma = partial.Pointer<T>() + (block * width), dBeta = dGamma + ((long)blocks * width);
            new Span<T>(dGamma, width).Clear();
            new Span<T>(dBeta, width).Clear();
            var end = Math.Min(rows, (block + 1) * BlockRows);
            for (var row = block * BlockRows; row < end; row++)
            {
                T* px = x.Pointer<T>() + (row * width), pd = dY.Pointer<T>() + (row * width), po = dX.Pointer<T>() + (row * width);
                TLane mu = TLane.Broadcast(ps[2 * row]), r = TLane.Broadcast(ps[(2 * row) + 1]);
                TLane sumG = zero, sumGX = zero;
                for (var i = 0; i < width; i += TLane.Count)
                {
                    var count = Math.Min(TLane.Count, width - i);
                    var xHat = (TLane.LoadPart(px + i, count, mu) - mu) * r;
                    var d = TLane.LoadPart(pd + i, count, zero);
                    TLane.StorePart(TLane.LoadPart(dBeta + i, count, zero) + d, dBeta + i, count);
                    TLane.StorePart(TLane.MultiplyAdd(d, xHat, TLane.LoadPart(dGamma + i, count, zero)), dGamma + i, count);
                    var g = d * TLane.LoadPart(pg + i, count, zero);
                    sumG += g;
                    sumGX = TLane.MultiplyAdd(g, xHat, sumGX);
                }
                var n = T.CreateTruncating(width);
                TLane meanG = TLane.Broadcast(TLane.SumAcross(sumG) / n), meanGX = TLane.Broadcast(TLane.SumAcross(sumGX) / n);
                for (var i = 0; i < width; i += TLane.Count)
                {
                    var count = Math.Min(TLane.Count, width - i);
                    var xHat = (TLane.LoadPart(px + i, count, mu) - mu) * r;
                    var g = TLane.LoadPart(pd + i, count, zero) * TLane.LoadPart(pg + i, count, zero);
                    TLane.StorePart((g - meanG - (xHat * meanGX)) * r, po + i, count);
                }
            }
        }
    }
}
