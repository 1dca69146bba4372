using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Benchmarks.Ladder.Attention;

/// <summary>
/// One query at a time with the machine's vectors. Faster because a multiply-add does up to sixteen products, the exponential is a
/// polynomial on vectors instead of a call for each score, and the quotient is taken once of y instead of for each p_ij.
/// Still slow: every score ends in a sum across a vector, and K and V are read again for each query.
/// </summary>
internal sealed unsafe class Vectorised : IRung<AttentionHead>
{
    public string Name => "vectorised";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IRung<AttentionHead>.Run<TLane>(AttentionHead head)
    {
        var (keys, width, step) = (head.Keys, head.Width, TLane.Count);
        var row = new float[keys];
        fixed (float* q = head.Q, k = head.K, v = head.V, y = head.Y, p = row)
            for (var i = 0; i < head.Queries; i++)
            {
                var largest = float.NegativeInfinity;
                for (var j = 0; j < keys; j++)
                    largest = MathF.Max(largest, p[j] = Dot<TLane>(q + (i * width), k + (j * width), width) * head.Scale);
                var sum = Exponentials<TLane>(p, keys, largest);
                for (var c = 0; c < width; c += step)
                {
                    var (mixed, count) = (TLane.Of(0), Math.Min(step, width - c));
                    for (var j = 0; j < keys; j++)
                        mixed = TLane.MultiplyAdd(TLane.Broadcast(p[j]), Part.Load<TLane>(v + (j * width) + c, count), mixed);
                    TLane.StorePart(mixed / TLane.Broadcast(sum), y + (i * width) + c, count);
                }
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Dot<TLane>(float* a, float* b, int width) where TLane : struct, ILane<TLane, float>
    {
        var sum = TLane.Of(0);
        for (var c = 0; c < width; c += TLane.Count)
        {
            var count = Math.Min(TLane.Count, width - c);
            sum = TLane.MultiplyAdd(Part.Load<TLane>(a + c, count), Part.Load<TLane>(b + c, count), sum);
        }
        return TLane.SumAcross(sum);
    }

    /// <summary>p ← e^{p − largest}; their sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Exponentials<TLane>(float* p, int count, float largest) where TLane : struct, ILane<TLane, float>
    {
        var sum = TLane.Of(0);
        for (var j = 0; j < count; j += TLane.Count)
        {
            var part = Math.Min(TLane.Count, count - j);
            var e = TLane.Exp(TLane.LoadPart(p + j, part, TLane.Broadcast(float.NegativeInfinity)) - TLane.Broadcast(largest));
            TLane.StorePart(e, p + j, part);
            sum += e;
        }
        return TLane.SumAcross(sum);
    }
}
