using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>What both directions share: scores of one tile of queries, scaled and masked.</summary>
internal static unsafe class AttentionScores<TLane, T> where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The additive mask of one sample, −∞ beyond its keys, so that padding never gets weight.</summary>
    public static void PackMask(Tensor? mask, long sample, int keys, T* target, int padded)
    {
        for (var j = 0; j < padded; j++)
            target[j] = j >= keys ? T.NegativeInfinity : mask is null ? T.Zero : mask.Pointer<T>()[(sample * keys) + j];
    }

    /// <summary>s[r][j] = scale·⟨qᵣ, kⱼ⟩ + mask for the four queries from <paramref name="first"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Tile(T* q, int qWidth, T* kT, int width, int keys, T* mask, bool causal, int first, T* s, TLane scale)
    {
        AttentionTiles<TLane, T>.RowsTimesColumns(q, qWidth, kT, width, keys, s, scale);
        for (var r = 0; r < AttentionTiles<TLane, T>.Rows; r++)
        {
            var row = s + (r * keys);
            for (var j = 0; j < keys; j += TLane.Count) TLane.Store(TLane.Load(row + j) + TLane.Load(mask + j), row + j);
            if (causal) for (var j = first + r + 1; j < keys; j++) row[j] = T.NegativeInfinity;
        }
    }
}

/// <summary>O and ℓ of every head.</summary>
internal readonly struct AttentionForward(AttentionProblem problem, Tensor y, Tensor logSumExp) : ICpuKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int tile = AttentionTiles<TLane, T>.Rows;
        var p = problem;
        int width = p.HeadWidth, padded = AttentionTiles<TLane, T>.Padded(width), keys = AttentionTiles<TLane, T>.Padded(p.Keys);
        var queries = (p.Queries + tile - 1) / tile * tile;
        var scratch = (T*)ThreadScratch.Rent(sizeof(T) * (((long)queries * padded) + ((long)width * keys) + ((long)p.Keys * padded) + keys + (tile * (keys + padded))));
        T* q = scratch, kT = q + ((long)queries * padded), v = kT + ((long)width * keys), mask = v + ((long)p.Keys * padded), s = mask + keys, o = s + (tile * keys);
        long qRow = p.Query.Layout.Strides[1], kRow = p.Key.Layout.Strides[1], vRow = p.Value.Layout.Strides[1], yRow = y.Shape[2];
        var scale = TLane.Of(p.Scale);
        for (var item = from; item < to; item++)
        {
            var (sample, head) = (item / p.Heads, item % p.Heads);
            AttentionTiles<TLane, T>.PackRows(p.Query.Pointer<T>() + (sample * p.Query.Layout.Strides[0]) + (head * width), qRow, p.Queries, width, q, queries, padded);
            AttentionTiles<TLane, T>.PackColumns(p.Key.Pointer<T>() + (sample * p.Key.Layout.Strides[0]) + (head * width), kRow, p.Keys, width, kT, keys);
            AttentionTiles<TLane, T>.PackRows(p.Value.Pointer<T>() + (sample * p.Value.Layout.Strides[0]) + (head * width), vRow, p.Keys, width, v, p.Keys, padded);
            AttentionScores<TLane, T>.PackMask(p.Mask, sample, p.Keys, mask, keys);
            var target = y.Pointer<T>() + (sample * p.Queries * yRow) + (head * width);
            var sums = logSumExp.Pointer<T>() + (item * p.Queries);
            for (var first = 0; first < queries; first += tile)
            {
                var rows = Math.Min(tile, p.Queries - first);
                AttentionScores<TLane, T>.Tile(q + ((long)first * padded), padded, kT, width, keys, mask, p.Causal, first, s, scale);
                for (var r = 0; r < rows; r++)
                {
                    var row = s + (r * keys);
                    var most = RowMath<TLane, T>.Max(row, keys);
                    if (T.IsNegativeInfinity(most))
                    {
                        new Span<T>(row, keys).Clear();
                        sums[first + r] = most;
                        continue;
                    }
                    var sum = RowMath<TLane, T>.ExpShifted(row, row, keys, most);
                    RowMath<TLane, T>.Scale(row, row, keys, T.One / sum);
                    sums[first + r] = most + T.Log(sum);
                }
                AttentionTiles<TLane, T>.WeightsTimesRows(s, keys, p.Keys, v, padded, o);
                AttentionTiles<TLane, T>.Unpack(o, padded, rows, width, target + (first * yRow), yRow);
            }
        }
    }
}
