namespace Gexia.Benchmarks.Gpu;

/// <summary>Middle values and distances between floats.</summary>
internal static class Statistics
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>Floats from a to b: 0 when they are the same number or both NaN, ∞ when one alone is NaN. −0 and 0 are one apart.</summary>
    public static double Ulps(float a, float b)
    {
        if (float.IsNaN(a) || float.IsNaN(b)) return float.IsNaN(a) && float.IsNaN(b) ? 0 : double.PositiveInfinity;
        return Math.Abs(Rank(a) - Rank(b));
    }

    /// <summary>How far a float lies from a real number, in units of the spacing of floats there.</summary>
    public static double Ulps(float seen, double expected)
    {
        var nearest = (float)expected;
        if (float.IsNaN(nearest) || float.IsInfinity(nearest) || float.IsNaN(seen) || float.IsInfinity(seen)) return Ulps(seen, nearest);
        var spacing = Math.Abs(nearest) < 1.17549435e-38f ? 1.401298464324817e-45
            : Math.Abs((double)MathF.BitIncrement(MathF.Abs(nearest)) - MathF.Abs(nearest));
        return Math.Abs(seen - expected) / spacing;
    }

    /// <summary>‖seen − expected‖ / ‖expected‖.</summary>
    public static double RelativeError(ReadOnlySpan<float> seen, ReadOnlySpan<double> expected)
    {
        double difference = 0, size = 0;
        for (var i = 0; i < seen.Length; i++)
        {
            difference += (seen[i] - expected[i]) * (seen[i] - expected[i]);
            size += expected[i] * expected[i];
        }
        return Math.Sqrt(difference / size);
    }

    // The number of a float when all are counted from −∞ on; −0 comes before 0.
    private static long Rank(float value)
    {
        var bits = BitConverter.SingleToInt32Bits(value);
        return bits >= 0 ? bits : -(long)(bits & int.MaxValue) - 1;
    }
}
