namespace Gexia.Cli.Bench;

/// <summary>The middle of some samples, and how far they lie apart.</summary>
/// <param name="Median">Of all samples.</param>
/// <param name="Spread">Half the distance between the quartiles, over the median.</param>
internal readonly record struct Summary(double Median, double Spread)
{
    public static Summary Of(IEnumerable<double> samples)
    {
        double[] sorted = [.. samples.Order()];
        var median = At(sorted, 0.5);
        return new(median, (At(sorted, 0.75) - At(sorted, 0.25)) / 2 / median);
    }

    // The value below which that share of the samples lies, between neighbours in proportion.
    private static double At(double[] sorted, double share)
    {
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}
