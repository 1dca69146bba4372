using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>Two passes over a few rows in the first-level cache: their means and variances, then the results.</summary>
internal readonly struct LayerNormForward(Tensor x, Tensor gamma, Tensor beta, Tensor y, Tensor statistics, int width, double epsilon)
    : IRowKernel, ICpuKernel
{
    public Operands Operands => new([x, gamma, beta], [y, statistics]);

    public void OnCpu() => CpuLauncher.Run(this, x.DType, Rows.Count(x), Rows.Grain(width));

    public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher =>
        RowTeams.Run(this, gpu, x.DType, width);

    public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
        where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
        where TLauncher : struct, IGpuLauncher =>
        gpu.Run(new LayerNormForwardBody<TStored, TTeam, TFours>((int)Rows.Count(x), width, (float)epsilon), TTeam.Groups(Rows.Count(x)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int together = 4;
        T* pg = gamma.Pointer<T>(), pb = beta.Pointer<T>();
        var e = T.CreateTruncating(epsilon);
        for (var first = from; first < to; first += together)
        {
            var count = (int)Math.Min(together, to - first);
            T* px = x.Pointer<T>() + (first * width), py = y.Pointer<T>() + (first * width), ps = statistics.Pointer<T>() + (2 * first);
            for (var r = 0; r < count; r++)
            {
                ps[2 * r] = RowMath<TLane, T>.Mean(px + (r * (long)width), width, out var variance);
                ps[(2 * r) + 1] = T.One / T.Sqrt(variance + e);
            }
            for (var r = 0; r < count; r += 2)
                Normalize<TLane, T>(px + (r * (long)width), pg, pb, py + (r * (long)width), width, ps + (2 * r), r + 1 < count);
        }
    }

    /// <summary>y = γ·x̂ + β for one row, and for the one after it if there is a second: they share the loads of γ and β.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Normalize<TLane, T>(T* x, T* gamma, T* beta, T* y, int n, T* statistics, bool second)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Without a second row the first is done twice.
        T* x1 = second ? x + n : x, y1 = second ? y + n : y, s1 = second ? statistics + 2 : statistics;
        TLane mu0 = TLane.Broadcast(statistics[0]), r0 = TLane.Broadcast(statistics[1]), mu1 = TLane.Broadcast(s1[0]),
            r1 = TLane.Broadcast(s1[1]);
        var i = 0;
        for (; i + TLane.Count <= n; i += TLane.Count)
        {
            TLane g = TLane.Load(gamma + i), b = TLane.Load(beta + i);
            TLane y0 = TLane.MultiplyAdd((TLane.Load(x + i) - mu0) * r0, g, b),
                other = TLane.MultiplyAdd((TLane.Load(x1 + i) - mu1) * r1, g, b);
            TLane.Store(y0, y + i);
            TLane.Store(other, y1 + i);
        }
        var rest = n - i;
        if (rest == 0) return;
        TLane lastG = TLane.LoadPart(gamma + i, rest, r0), lastB = TLane.LoadPart(beta + i, rest, r0);
        TLane.StorePart(TLane.MultiplyAdd((TLane.LoadPart(x + i, rest, mu0) - mu0) * r0, lastG, lastB), y + i, rest);
        TLane.StorePart(TLane.MultiplyAdd((TLane.LoadPart(x1 + i, rest, mu1) - mu1) * r1, lastG, lastB), y1 + i, rest);
    }
}

/// <summary>One block of rows: their dx, and their share of dγ and dβ.</summary>
internal readonly struct LayerNormBackward(
    Tensor x, Tensor gamma, Tensor dY, Tensor statistics, Tensor dX, Tensor partial, int width, long rows, int blocks)
    : IRowKernel, ICpuKernel
{
    public const int BlockRows = 64;

    public Operands Operands => new([x, gamma, dY, statistics], [dX, partial]);

    public void OnCpu() => CpuLauncher.Run(this, x.DType, blocks, 1);

    public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher => RowTeams.Run(this, gpu, x.DType, width);

    public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
        where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
        where TLauncher : struct, IGpuLauncher
    {
        gpu.Run(new LayerNormBackwardBody<TStored, TTeam, TFours>((int)rows, width), TTeam.Groups(rows));
        gpu.Run(
            new LayerNormSharesBody<TStored, TFours>((int)rows, width, blocks, ColumnPanels.Axis(width)),
            (long)blocks * ColumnPanels.Count(width));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        T* pg = gamma.Pointer<T>(), ps = statistics.Pointer<T>();
        for (var block = from; block < to; block++)
        {
            T* dGamma = partial.Pointer<T>() + (block * width), dBeta = dGamma + ((long)blocks * width);
            new Span<T>(dGamma, width).Clear();
            new Span<T>(dBeta, width).Clear();
            var end = Math.Min(rows, (block + 1) * BlockRows);
            for (var row = block * BlockRows; row < end; row++)
            {
                T* px = x.Pointer<T>() + (row * width), pd = dY.Pointer<T>() + (row * width);
                var sumG = Sums<TLane, T>(px, pd, pg, dGamma, dBeta, width, ps + (2 * row), out var sumGX);
                var n = T.CreateTruncating(width);
                Derivatives<TLane, T>(px, pd, pg, dX.Pointer<T>() + (row * width), width, ps + (2 * row), sumG / n, sumGX / n);
            }
        }
    }

    /// <summary>Adds dy·x̂ to dγ and dy to dβ; returns Σ g and Σ g·x̂, g = γ·dy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe T Sums<TLane, T>(T* x, T* dY, T* gamma, T* dGamma, T* dBeta, int n, T* statistics, out T sumGX)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TLane mu = TLane.Broadcast(statistics[0]), r = TLane.Broadcast(statistics[1]), zero = TLane.Of(0);
        TLane s0 = zero, s1 = zero;
        var i = 0;
        for (; i + TLane.Count <= n; i += TLane.Count)
        {
            TLane xHat = (TLane.Load(x + i) - mu) * r, d = TLane.Load(dY + i), g = d * TLane.Load(gamma + i);
            TLane.Store(TLane.Load(dBeta + i) + d, dBeta + i);
            TLane.Store(TLane.MultiplyAdd(d, xHat, TLane.Load(dGamma + i)), dGamma + i);
            s0 += g;
            s1 = TLane.MultiplyAdd(g, xHat, s1);
        }
        var rest = n - i;
        if (rest > 0)
        {
            TLane xHat = (TLane.LoadPart(x + i, rest, mu) - mu) * r, d = TLane.LoadPart(dY + i, rest, zero),
                g = d * TLane.LoadPart(gamma + i, rest, zero);
            TLane.StorePart(TLane.LoadPart(dBeta + i, rest, zero) + d, dBeta + i, rest);
            TLane.StorePart(TLane.MultiplyAdd(d, xHat, TLane.LoadPart(dGamma + i, rest, zero)), dGamma + i, rest);
            s0 += g;
            s1 = TLane.MultiplyAdd(g, xHat, s1);
        }
        sumGX = TLane.SumAcross(s1);
        return TLane.SumAcross(s0);
    }

    /// <summary>dx = r·((g − mean(g)) − x̂·mean(g·x̂)).</summary>
    /// <remarks>
    /// In this order, with each g rounded as it was for its mean: where the row hardly varies, r is as large as 1/√ε and what is left of
    /// the differences small, so that r must not multiply the terms before they are subtracted. A row of one element gets exactly 0.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Derivatives<TLane, T>(T* x, T* dY, T* gamma, T* dX, int n, T* statistics, T meanG, T meanGX)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TLane mu = TLane.Broadcast(statistics[0]), r = TLane.Broadcast(statistics[1]), zero = TLane.Of(0);
        TLane a = TLane.Broadcast(-meanGX), b = TLane.Broadcast(meanG);
        var i = 0;
        for (; i + TLane.Count <= n; i += TLane.Count)
        {
            var xHat = (TLane.Load(x + i) - mu) * r;
            TLane.Store(TLane.MultiplyAdd(xHat, a, (TLane.Load(dY + i) * TLane.Load(gamma + i)) - b) * r, dX + i);
        }
        var rest = n - i;
        if (rest == 0) return;
        var last = (TLane.LoadPart(x + i, rest, mu) - mu) * r;
        TLane.StorePart(
            TLane.MultiplyAdd(last, a, (TLane.LoadPart(dY + i, rest, zero) * TLane.LoadPart(gamma + i, rest, zero)) - b) * r, dX + i, rest);
    }
}
