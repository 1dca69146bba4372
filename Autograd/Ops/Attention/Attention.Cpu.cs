using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>O and ℓ of every head: one tile of queries after another against all keys.</summary>
internal readonly struct AttentionForward(AttentionProblem problem, Tensor y, Tensor logSumExp) : IStoredKernel, IProductKernel, ICpuKernel
{
    public Operands Operands => new([problem.Query, problem.Key, problem.Value, problem.Mask], [y, logSumExp]);

    public long MultiplyAdds => 2 * problem.ScoreProducts;

    public void OnCpu() => CpuLauncher.Run(this, y.DType, problem.Items, problem.Grain);

    public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher => Stored.Run(this, gpu, y.DType);

    public void OnGpu<TStored, TLauncher>(in TLauncher gpu) where TStored : struct, IStored where TLauncher : struct, IGpuLauncher
    {
        if (gpu.TryAttention(problem.ForGpu(y))) return;
        if (problem.HasFours(problem.Query, problem.Key, problem.Value, y)) Launch<HeadFours<TStored>, TLauncher>(gpu);
        else Launch<HeadSingles<TStored>, TLauncher>(gpu);
    }

    private void Launch<THead, TLauncher>(in TLauncher gpu) where THead : struct, IHeadRows where TLauncher : struct, IGpuLauncher
    {
        var grid = new AttentionGrid(problem, problem.Queries);
        var body = new AttentionForwardBody<THead>(
            grid, problem.Rows(problem.Query), problem.Rows(problem.Key), problem.Rows(problem.Value), problem.Rows(y));
        gpu.Run(body, grid.Groups);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var p = problem;
        int width = p.HeadWidth, padded = AttentionTiles<TLane, T>.Padded(width), keys = AttentionTiles<TLane, T>.Padded(p.Keys);
        var blocks = new EvenSplit(p.Queries, TileSize<TLane, T>.MR);
        var tile = (int)blocks.Longest;
        var scratch = (T*)ThreadScratch.Work(
            sizeof(T) * (((long)width * keys) + ((long)p.Keys * padded) + keys + (tile * (keys + (long)padded))));
        T* kT = scratch, v = kT + ((long)width * keys), mask = v + ((long)p.Keys * padded), s = mask + keys, o = s + (tile * (long)keys);
        long yRow = y.Shape[2];
        for (var item = from; item < to; item++)
        {
            var (sample, head) = (item / p.Heads, (int)(item % p.Heads));
            AttentionTiles<TLane, T>.PackColumns(p.KeyAt<T>(sample, head), p.Key.Layout.Strides[1], p.Keys, width, kT, keys);
            AttentionTiles<TLane, T>.PackRows(p.ValueAt<T>(sample, head), p.Value.Layout.Strides[1], p.Keys, width, v, padded);
            AttentionScores<TLane, T>.PackMask(p.Mask, sample, p.Keys, mask, keys);
            var q = p.QueryAt<T>(sample, head);
            var target = y.Pointer<T>() + (sample * p.Queries * yRow) + (head * width);
            var sums = logSumExp.Pointer<T>() + (item * p.Queries);
            for (long block = 0; block < blocks.Parts; block++)
            {
                int first = (int)blocks.Start(block), rows = (int)blocks.Length(block);
                var visible = AttentionScores<TLane, T>.Visible(p.Keys, p.Causal, first + rows);
                AttentionScores<TLane, T>.Compute(p, q + (first * p.Query.Layout.Strides[1]), kT, mask, first, rows, visible, s, keys);
                RowMath<TLane, T>.Softmax(s, s, visible, keys, rows, sums + first);
                var work = new TileWork<T> { K = Math.Min(visible, p.Keys), Alpha = T.One };
                AttentionTiles<TLane, T>.Multiply(s, keys, 1, rows, v, padded, padded, o, padded, work);
                AttentionTiles<TLane, T>.Unpack(o, padded, rows, width, target + (first * yRow), yRow);
            }
        }
    }
}
