namespace Gexia.Tests.Kernels.Ops;

/// <summary>
/// How far two computations of one thing may differ, all in one place. Each is a multiple of the largest magnitude in the reference
/// tensor, or of 1 where that is smaller: rounding errors grow with the terms of a sum, not with what is left of it.
/// </summary>
public static class Tolerances
{
    /// <summary>float64 kernels against plain loops in float64: only the order of additions differs.</summary>
    public const double Reference = 1e-12;

    /// <summary>float32 values against float64.</summary>
    public const double Value = 2e-6;

    /// <summary>float32 gradients against float64.</summary>
    public const double Gradient = 1e-5;

    /// <summary>The largest difference as a multiple of what is allowed; NaN must meet NaN and ∞ the same ∞.</summary>
    public static double Excess(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        if (expected.Length != actual.Length) return double.PositiveInfinity;
        var (scale, worst) = (1.0, 0.0);
        foreach (var value in expected) if (double.IsFinite(value)) scale = Math.Max(scale, Math.Abs(value));
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i].Equals(actual[i])) continue;
            var excess = Math.Abs(expected[i] - actual[i]) / (tolerance * scale);
            worst = Math.Max(worst, double.IsNaN(excess) ? double.PositiveInfinity : excess);
        }
        return worst;
    }
}
