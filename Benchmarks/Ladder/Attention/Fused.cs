using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Benchmarks.Ladder.Attention;

/// <summary>
/// Scores, soft-max and mixture in one pass over blocks of 64 keys (Milakov and Gimelshein, 2018; Dao et al., 2022). Each query keeps the
/// largest score so far m, the sum of exponentials l and the unfinished y; a block with its own largest score makes of them
/// <code>m⁺ = max(m, max_j s_j),  l⁺ = e^{m − m⁺}·l + Σ_j e^{s_j − m⁺},  y⁺ = e^{m − m⁺}·y + Σ_j e^{s_j − m⁺}·v_j</code>
/// and y / l at the end is exact. Faster because four queries share each load of K and V, no score ends in a sum across a vector (K's block
/// is turned, so that a vector holds the scores of neighbouring keys), and the scores live in 1 KiB instead of [queries, keys].
/// </summary>
internal sealed unsafe class Fused : IRung<AttentionHead>
{
    private const int Block = 64, Group = 4;

    public string Name => "fused";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IRung<AttentionHead>.Run<TLane>(AttentionHead head)
    {
        var (queries, keys, width) = (head.Queries, head.Keys, head.Width);
        var (rows, padded) = ((queries + Group - 1) / Group * Group, (width + 15) / 16 * 16);      // whole groups, whole vectors
        float[] scaled = new float[rows * width], mixed = new float[rows * padded], turned = new float[width * Block],
            values = new float[Block * padded], largest = new float[rows], sums = new float[rows];
        for (var i = 0; i < queries * width; i++) scaled[i] = head.Q[i] * head.Scale;
        Array.Fill(largest, float.NegativeInfinity);
        var s = stackalloc float[Group * Block];
        fixed (float* q = scaled, y = mixed, k = turned, v = values)
            for (var start = 0; start < keys; start += Block)
            {
                var count = Math.Min(Block, keys - start);
                Turn(head.K.AsSpan(start * width, count * width), width, turned);
                for (var j = 0; j < count; j++) head.V.AsSpan((start + j) * width, width).CopyTo(values.AsSpan(j * padded));
                for (var i = 0; i < rows; i += Group)
                {
                    Scores<TLane>(q + (i * width), width, k, s);
                    for (var r = 0; r < Group; r++)
                    {
                        var now = largest[i + r];
                        for (var j = 0; j < count; j++) now = MathF.Max(now, s[(r * Block) + j]);
                        var shrink = MathF.Exp(largest[i + r] - now);
                        sums[i + r] = (sums[i + r] * shrink) + Vectorised.Exponentials<TLane>(s + (r * Block), count, now);
                        largest[i + r] = now;
                        for (var c = 0; c < padded; c++) y[((i + r) * padded) + c] *= shrink;
                    }
                    Mix<TLane>(s, count, v, padded, y + (i * padded));
                }
            }
        for (var i = 0; i < queries; i++)
            for (var c = 0; c < width; c++) head.Y[(i * width) + c] = mixed[(i * padded) + c] / sums[i];
    }

    // [count, width] → [width, 64].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Turn(ReadOnlySpan<float> keys, int width, float[] turned)
    {
        for (var j = 0; j < keys.Length / width; j++)
            for (var c = 0; c < width; c++) turned[(c * Block) + j] = keys[(j * width) + c];
    }

    // s [4, 64] = q [4, width] · turned K [width, 64].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scores<TLane>(float* q, int width, float* k, float* s) where TLane : struct, ILane<TLane, float>
    {
        for (var j = 0; j < Block; j += TLane.Count)
        {
            TLane s0 = TLane.Of(0), s1 = s0, s2 = s0, s3 = s0;
            for (var c = 0; c < width; c++)
            {
                var x = TLane.Load(k + (c * Block) + j);
                s0 = TLane.MultiplyAdd(TLane.Broadcast(q[c]), x, s0);
                s1 = TLane.MultiplyAdd(TLane.Broadcast(q[width + c]), x, s1);
                s2 = TLane.MultiplyAdd(TLane.Broadcast(q[(2 * width) + c]), x, s2);
                s3 = TLane.MultiplyAdd(TLane.Broadcast(q[(3 * width) + c]), x, s3);
            }
            TLane.Store(s0, s + j);
            TLane.Store(s1, s + Block + j);
            TLane.Store(s2, s + (2 * Block) + j);
            TLane.Store(s3, s + (3 * Block) + j);
        }
    }

    // y [4, padded] += p [4, count] · V [count, padded].
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix<TLane>(float* p, int count, float* v, int padded, float* y) where TLane : struct, ILane<TLane, float>
    {
        for (var c = 0; c < padded; c += TLane.Count)
        {
            TLane y0 = TLane.Load(y + c), y1 = TLane.Load(y + padded + c), y2 = TLane.Load(y + (2 * padded) + c),
                y3 = TLane.Load(y + (3 * padded) + c);
            for (var j = 0; j < count; j++)
            {
                var x = TLane.Load(v + (j * padded) + c);
                y0 = TLane.MultiplyAdd(TLane.Broadcast(p[j]), x, y0);
                y1 = TLane.MultiplyAdd(TLane.Broadcast(p[Block + j]), x, y1);
                y2 = TLane.MultiplyAdd(TLane.Broadcast(p[(2 * Block) + j]), x, y2);
                y3 = TLane.MultiplyAdd(TLane.Broadcast(p[(3 * Block) + j]), x, y3);
            }
            TLane.Store(y0, y + c);
            TLane.Store(y1, y + padded + c);
            TLane.Store(y2, y + (2 * padded) + c);
            TLane.Store(y3, y + (3 * padded) + c);
        }
    }
}
