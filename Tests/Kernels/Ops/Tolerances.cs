namespace Gexia.Tests.Kernels.Ops;

/// <summary>
/// How far two computations of one thing may differ, all in one place. Each is a multiple of the largest magnitude in the reference
/// tensor, or of 1 where that is smaller; or a few roundings of the largest sum of absolute terms, as errors grow with the terms of a sum,
/// not with what is left of it.
/// </summary>
public static class Tolerances
{
    /// <summary>float64 kernels against plain loops in float64: only the order of additions differs.</summary>
    public const double Reference = 1e-12;

    /// <summary>float32 values against float64.</summary>
    public const double Value = 2e-6;

    /// <summary>float32 gradients against float64.</summary>
    public const double Gradient = 1e-5;

    /// <summary>What rounding leaves of float32 terms that cancel: eight units of the last place, each half of 2⁻²³.</summary>
    public const double OfTerms = 8.0 / (1 << 24);

    /// <summary>The largest difference as a multiple of what is allowed; NaN must meet NaN and ∞ the same ∞.</summary>
    /// <param name="expected">The reference.</param>
    /// <param name="actual">What is judged.</param>
    /// <param name="tolerance">One of those above.</param>
    /// <param name="terms">How large the terms are that float32 sums add up, where they may cancel.</param>
    public static double Excess(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, double terms = 0)
    {
        if (expected.Length != actual.Length) return double.PositiveInfinity;
        var (scale, worst) = (1.0, 0.0);
        foreach (var value in expected) if (double.IsFinite(value)) scale = Math.Max(scale, Math.Abs(value));
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i].Equals(actual[i])) continue;
            var excess = Math.Abs(expected[i] - actual[i]) / Math.Max(tolerance * scale, OfTerms * terms);
            worst = Math.Max(worst, double.IsNaN(excess) ? double.PositiveInfinity : excess);
        }
        return worst;
    }
}
