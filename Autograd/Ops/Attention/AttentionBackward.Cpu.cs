using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>dQ, dK and dV of every head, with P made again from ℓ.</summary>
internal readonly struct AttentionBackward(AttentionProblem problem, Tensor y, Tensor logSumExp, Tensor dY, Tensor dQ, Tensor dK, Tensor dV) : ICpuKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        const int tile = AttentionTiles<TLane, T>.Rows;
        var p = problem;
        int width = p.HeadWidth, padded = AttentionTiles<TLane, T>.Padded(width), keys = AttentionTiles<TLane, T>.Padded(p.Keys);
        var queries = (p.Queries + tile - 1) / tile * tile;
        long rowsQ = (long)queries * padded, rowsK = (long)p.Keys * padded, columns = (long)width * keys;
        var scratch = (T*)ThreadScratch.Rent(sizeof(T) * ((3 * rowsQ) + (3 * rowsK) + (2 * columns) + keys + (tile * ((2 * keys) + padded))));
        T* q = scratch, dO = q + rowsQ, o = dO + rowsQ;
        T* k = o + rowsQ, sumK = k + rowsK, sumV = sumK + rowsK;
        T* kT = sumV + rowsK, vT = kT + columns, mask = vT + columns, s = mask + keys, dP = s + (tile * keys), dq = dP + (tile * keys);
        long yRow = y.Shape[2];
        TLane scale = TLane.Of(p.Scale), one = TLane.Of(1);
        for (var item = from; item < to; item++)
        {
            var (sample, head) = (item / p.Heads, item % p.Heads);
            T* keyPlace = Place<T>(p.Key, sample, head * width), valuePlace = Place<T>(p.Value, sample, head * width);
            var place = (sample * p.Queries * yRow) + (head * width);
            AttentionTiles<TLane, T>.PackRows(Place<T>(p.Query, sample, head * width), p.Query.Layout.Strides[1], p.Queries, width, q, queries, padded);
            AttentionTiles<TLane, T>.PackRows(dY.Pointer<T>() + place, yRow, p.Queries, width, dO, queries, padded);
            AttentionTiles<TLane, T>.PackRows(y.Pointer<T>() + place, yRow, p.Queries, width, o, queries, padded);
            AttentionTiles<TLane, T>.PackRows(keyPlace, p.Key.Layout.Strides[1], p.Keys, width, k, p.Keys, padded);
            AttentionTiles<TLane, T>.PackColumns(keyPlace, p.Key.Layout.Strides[1], p.Keys, width, kT, keys);
            AttentionTiles<TLane, T>.PackColumns(valuePlace, p.Value.Layout.Strides[1], p.Keys, width, vT, keys);
            AttentionScores<TLane, T>.PackMask(p.Mask, sample, p.Keys, mask, keys);
            new Span<T>(sumK, (int)(2 * rowsK)).Clear();
            var sums = logSumExp.Pointer<T>() + (item * p.Queries);
            for (var first = 0; first < queries; first += tile)
            {
                var start = (long)first * padded;
                AttentionScores<TLane, T>.Tile(q + start, padded, kT, width, keys, mask, p.Causal, first, s, scale);
                AttentionTiles<TLane, T>.RowsTimesColumns(dO + start, padded, vT, width, keys, dP, one);
                for (var r = 0; r < tile; r++)
                {
                    T* weights = s + (r * keys), slopes = dP + (r * keys);
                    var sum = first + r < p.Queries ? sums[first + r] : T.NegativeInfinity;
                    if (T.IsNegativeInfinity(sum))
                    {
                        // A query that saw nothing (or padding of the tile) passes nothing back.
                        new Span<T>(weights, keys).Clear();
                        new Span<T>(slopes, keys).Clear();
                        continue;
                    }
                    TLane shift = TLane.Broadcast(sum);
                    var delta = TLane.Broadcast(RowMath<TLane, T>.Dot(dO + start + (r * padded), o + start + (r * padded), padded));
                    for (var j = 0; j < keys; j += TLane.Count)
                    {
                        var weight = TLane.Exp(TLane.Load(weights + j) - shift);
                        TLane.Store(weight, weights + j);
                        TLane.Store(weight * (TLane.Load(slopes + j) - delta) * scale, slopes + j);
                    }
                }
                AttentionTiles<TLane, T>.WeightsTimesRows(dP, keys, p.Keys, k, padded, dq);
                AttentionTiles<TLane, T>.Unpack(dq, padded, Math.Min(tile, p.Queries - first), width, Place<T>(dQ, sample, head * width) + (first * dQ.Layout.Strides[1]), dQ.Layout.Strides[1]);
                AttentionTiles<TLane, T>.AddWeightedRows(dP, keys, p.Keys, q + start, padded, sumK);
                AttentionTiles<TLane, T>.AddWeightedRows(s, keys, p.Keys, dO + start, padded, sumV);
            }
            AttentionTiles<TLane, T>.Unpack(sumK, padded, p.Keys, width, Place<T>(dK, sample, head * width), dK.Layout.Strides[1]);
            AttentionTiles<TLane, T>.Unpack(sumV, padded, p.Keys, width, Place<T>(dV, sample, head * width), dV.Layout.Strides[1]);
        }
    }

    private static unsafe T* Place<T>(Tensor x, long sample, long column) where T : unmanaged => x.Pointer<T>() + (sample * x.Layout.Strides[0]) + column;
}
