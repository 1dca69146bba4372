using System.Runtime.Intrinsics;

namespace Gexia.Search.Ranking;

/// <summary>Sums over vectors, added up in a fixed order whatever the width of the machine's registers.</summary>
/// <remarks>
/// The length of a window's vector and the moments of a background are kept in the cache of an index, whose bytes are the same on every
/// machine; the cosine that an answer reports is computed in the same order. The products of <see cref="Vectors.Product{TCode}"/> are added
/// in an order that depends on the vector width, with fused multiply-add, so that a store is read as fast as memory gives it: they are
/// never kept.
/// </remarks>
internal static class Arithmetic
{
    private const int Lanes = 16;

    /// <summary>Σ aᵢ bᵢ.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var sum = Vector512<float>.Zero;
        var i = 0;
        for (; i + Lanes <= a.Length; i += Lanes)
            sum += Vector512.Create(a.Slice(i, Lanes)) * Vector512.Create(b.Slice(i, Lanes));
        var total = Vector512.Sum(sum);
        for (; i < a.Length; i++) total += a[i] * b[i];
        return total;
    }

    /// <summary>Mean and standard deviation.</summary>
    public static (double Mean, double Deviation) Moments(ReadOnlySpan<float> values)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var value in values) sum += value;
        var mean = sum / values.Length;
        foreach (var value in values) squares += (value - mean) * (value - mean);
        return (mean, Math.Sqrt(squares / values.Length));
    }
}
