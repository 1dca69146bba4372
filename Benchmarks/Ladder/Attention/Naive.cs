using System.Runtime.CompilerServices;

namespace Gexia.Benchmarks.Ladder.Attention;

/// <summary>
/// As the formula is read: all scores [queries, keys], their soft-max row by row, then the mixture. The largest score of a row is
/// subtracted first, which changes no quotient and keeps every exponent at most 0, where it cannot overflow.
/// </summary>
internal sealed class Naive : IRung<AttentionHead>
{
    public string Name => "naive";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IRung<AttentionHead>.Run<TLane>(AttentionHead head)
    {
        var (queries, keys, width, q, k, v, y) = head;
        var p = new float[queries * keys];
        for (var i = 0; i < queries; i++)
            for (var j = 0; j < keys; j++)
            {
                var sum = 0f;
                for (var c = 0; c < width; c++) sum += q[(i * width) + c] * k[(j * width) + c];
                p[(i * keys) + j] = sum * head.Scale;
            }
        for (var i = 0; i < queries; i++)
        {
            var row = p.AsSpan(i * keys, keys);
            var (largest, sum) = (float.NegativeInfinity, 0f);
            foreach (var score in row) largest = MathF.Max(largest, score);
            foreach (ref var score in row) sum += score = MathF.Exp(score - largest);
            foreach (ref var score in row) score /= sum;
        }
        for (var i = 0; i < queries; i++)
            for (var c = 0; c < width; c++)
            {
                var sum = 0f;
                for (var j = 0; j < keys; j++) sum += p[(i * keys) + j] * v[(j * width) + c];
                y[(i * width) + c] = sum;
            }
    }
}
