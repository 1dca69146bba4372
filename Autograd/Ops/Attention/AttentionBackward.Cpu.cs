using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>
/// dQ, dK and dV of every head, with P made again from ℓ: a block of queries after another against all keys, as many as keep P and dP
/// near the cache.
/// </summary>
internal readonly struct AttentionBackward(AttentionProblem problem, Tensor y, Tensor logSumExp, Tensor dY, Tensor dQ, Tensor dK, Tensor dV)
    : IStoredKernel, IProductKernel, ICpuKernel
{
    /// <summary>Elements of P in a block, about. The size decides the order of sums over queries, so it is the same everywhere.</summary>
    private const int BlockElements = 8192;

    public Operands Operands => new([problem.Query, problem.Key, problem.Value, problem.Mask, y, logSumExp, dY], [dQ, dK, dV]);

    // P again, dP, dV, dQ and dK.
    public long MultiplyAdds => 5 * problem.ScoreProducts;

    public void OnCpu() => CpuLauncher.Run(this, y.DType, problem.Items, problem.Grain);

    public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher => Stored.Run(this, gpu, y.DType);

    public void OnGpu<TStored, TLauncher>(in TLauncher gpu) where TStored : struct, IStored where TLauncher : struct, IGpuLauncher
    {
        if (gpu.TryAttention(problem.ForGpu(y), new(dY, dQ, dK, dV))) return;
        if (problem.HasFours(problem.Query, problem.Key, problem.Value, y, dY, dQ, dK, dV)) Launch<HeadFours<TStored>, TLauncher>(gpu);
        else Launch<HeadSingles<TStored>, TLauncher>(gpu);
    }

    private void Launch<THead, TLauncher>(in TLauncher gpu) where THead : struct, IHeadRows where TLauncher : struct, IGpuLauncher
    {
        AttentionGrid queries = new(problem, problem.Queries), keys = new(problem, problem.Keys);
        var derivatives = new AttentionDerivatives<THead>(
            queries, problem.Rows(problem.Query), problem.Rows(problem.Key), problem.Rows(problem.Value), problem.Rows(y),
            problem.Rows(dY));
        gpu.Run(new AttentionQueryGradientBody<THead>(queries, derivatives, problem.Rows(dQ)), queries.Groups);
        gpu.Run(new AttentionKeyGradientBody<THead>(keys, derivatives, problem.Rows(dK), problem.Rows(dV)), keys.Groups);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var p = problem;
        int width = p.HeadWidth, padded = AttentionTiles<TLane, T>.Padded(width), keys = AttentionTiles<TLane, T>.Padded(p.Keys);
        var blocks = new EvenSplit(p.Queries, Math.Max(8, BlockElements / Math.Max(16, (p.Keys + 15) / 16 * 16)));
        var most = (int)blocks.Longest;
        long rowsQ = (long)most * padded, rowsK = (long)p.Keys * padded, columns = (long)width * keys, scores = (long)most * keys;
        var scratch = (T*)ThreadScratch.Work(sizeof(T) * ((3 * rowsQ) + (3 * rowsK) + (2 * columns) + keys + (2 * scores)));
        T* q = scratch, dO = q + rowsQ, dq = dO + rowsQ;
        T* k = dq + rowsQ, sumK = k + rowsK, sumV = sumK + rowsK;
        T* kT = sumV + rowsK, vT = kT + columns, mask = vT + columns, weights = mask + keys, derivatives = weights + scores;
        long yRow = y.Shape[2], qRow = p.Query.Layout.Strides[1];
        for (var item = from; item < to; item++)
        {
            var (sample, head) = (item / p.Heads, (int)(item % p.Heads));
            T* keyPlace = p.KeyAt<T>(sample, head), queryPlace = p.QueryAt<T>(sample, head);
            var place = (sample * p.Queries * yRow) + (head * width);
            AttentionTiles<TLane, T>.PackRows(keyPlace, p.Key.Layout.Strides[1], p.Keys, width, k, padded);
            AttentionTiles<TLane, T>.PackColumns(keyPlace, p.Key.Layout.Strides[1], p.Keys, width, kT, keys);
            AttentionTiles<TLane, T>.PackColumns(p.ValueAt<T>(sample, head), p.Value.Layout.Strides[1], p.Keys, width, vT, keys);
            AttentionScores<TLane, T>.PackMask(p.Mask, sample, p.Keys, mask, keys);
            new Span<T>(sumK, checked((int)(2 * rowsK))).Clear();
            for (long block = 0; block < blocks.Parts; block++)
            {
                int first = (int)blocks.Start(block), rows = (int)blocks.Length(block);
                var visible = AttentionScores<TLane, T>.Visible(p.Keys, p.Causal, first + rows);
                var seen = Math.Min(visible, p.Keys);
                T* o = y.Pointer<T>() + place + (first * yRow), d = dY.Pointer<T>() + place + (first * yRow);
                AttentionTiles<TLane, T>.PackRows(queryPlace + (first * qRow), qRow, rows, width, q, padded);
                AttentionTiles<TLane, T>.PackRows(d, yRow, rows, width, dO, padded);

                AttentionScores<TLane, T>.Compute(p, queryPlace + (first * qRow), kT, mask, first, rows, visible, weights, keys);
                AttentionTiles<TLane, T>.Multiply(
                    dO, padded, 1, rows, vT, keys, visible, derivatives, keys, new() { K = width, Alpha = T.One });
                var sums = logSumExp.Pointer<T>() + (item * p.Queries) + first;
                for (var r = 0; r < rows; r++)
                    Derivatives<TLane, T>(
                        weights + (r * (long)keys), derivatives + (r * (long)keys), visible, sums[r],
                        RowMath<TLane, T>.Dot(d + (r * yRow), o + (r * yRow), width), p.Scale);

                AttentionTiles<TLane, T>.Multiply(
                    derivatives, keys, 1, rows, k, padded, padded, dq, padded, new() { K = seen, Alpha = T.One });
                AttentionTiles<TLane, T>.Unpack(
                    dq, padded, rows, width, Place<T>(dQ, sample, head * width) + (first * dQ.Layout.Strides[1]), dQ.Layout.Strides[1]);
                AttentionTiles<TLane, T>.Multiply(
                    derivatives, 1, keys, seen, q, padded, padded, sumK, padded, new() { K = rows, Alpha = T.One, Accumulate = true });
                AttentionTiles<TLane, T>.Multiply(
                    weights, 1, keys, seen, dO, padded, padded, sumV, padded, new() { K = rows, Alpha = T.One, Accumulate = true });
            }
            AttentionTiles<TLane, T>.Unpack(sumK, padded, p.Keys, width, Place<T>(dK, sample, head * width), dK.Layout.Strides[1]);
            AttentionTiles<TLane, T>.Unpack(sumV, padded, p.Keys, width, Place<T>(dV, sample, head * width), dV.Layout.Strides[1]);
        }
    }

    /// <summary>
    /// Scores and dP of one query to P and dS, in place: Pⱼ = exp(sⱼ − ℓ), dSⱼ = Pⱼ·(dPⱼ − δ), times the scale of the scores.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Derivatives<TLane, T>(T* weights, T* derivatives, int count, T sum, T delta, double factor)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (T.IsNegativeInfinity(sum))
        {
            // A query that saw nothing passes nothing back.
            new Span<T>(weights, count).Clear();
            new Span<T>(derivatives, count).Clear();
            return;
        }
        TLane shift = TLane.Broadcast(sum), d = TLane.Broadcast(delta), scale = TLane.Of(factor);
        for (var j = 0; j < count; j += TLane.Count)
        {
            var weight = TLane.ExpFlushed(TLane.Load(weights + j) - shift);
            TLane.Store(weight, weights + j);
            TLane.Store(weight * (TLane.Load(derivatives + j) - d) * scale, derivatives + j);
        }
    }

    private static unsafe T* Place<T>(Tensor x, long sample, long column)
        where T : unmanaged => x.Pointer<T>() + (sample * x.Layout.Strides[0]) + column;
}
