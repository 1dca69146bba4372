namespace Gexia.Training.Evaluation;

/// <summary>How far one model is ahead of another on the same queries, and how much of that could be the choice of queries.</summary>
/// <remarks>
/// With d_i the difference of the two models' values on query i: mean d̄ = Σ d_i / n and standard error
/// s = √(Σ (d_i − d̄)² / (n (n − 1))). Queries on which both do equally well or badly cancel, so s is smaller than that of two
/// separate samples. It says nothing about how another training would come out: for that see <see cref="SeedDifference"/>.
/// </remarks>
/// <param name="Mean">d̄; positive where the first model's values are larger.</param>
/// <param name="StandardError">s; NaN for a single query.</param>
/// <param name="Queries">n.</param>
/// <param name="Differing">Queries with d_i ≠ 0.</param>
internal sealed record PairedDifference(double Mean, double StandardError, int Queries, int Differing)
{
    /// <summary>
    /// The least number of differing queries that can decide: five that all point one way by chance are 2 in 2⁵ = 6 %, six are 3 %.
    /// </summary>
    public const int LeastDiffering = 6;

    /// <summary>Whether the mean lies beyond two standard errors, and rests on more than a handful of queries.</summary>
    public bool IsClear => Differing >= LeastDiffering && Math.Abs(Mean) > 2 * StandardError;

    /// <summary>Of any values.</summary>
    /// <param name="first">[queries] of the first model.</param>
    /// <param name="second">[queries] of the second, in the same order.</param>
    /// <exception cref="ArgumentException">The counts differ, there is no query, or a value is not finite.</exception>
    public static PairedDifference Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (first.Count != second.Count || first.Count == 0)
            throw new ArgumentException(
                $"PairedDifference: needs the values of both models on the same queries, at least one; "
                + $"got {first.Count} and {second.Count}.");
        double[] differences = [.. first.Zip(second, (a, b) => a - b)];
        if (!differences.All(double.IsFinite)) throw new ArgumentException("PairedDifference: every value must be finite.");
        var (n, mean) = (differences.Length, differences.Average());
        var squares = differences.Sum(difference => (difference - mean) * (difference - mean));
        return new(mean, n > 1 ? Math.Sqrt(squares / n / (n - 1)) : double.NaN, n, differences.Count(difference => difference != 0));
    }

    /// <summary>Of recall at a place, in points: a query counts 100 where its rank is at most that, else 0.</summary>
    /// <param name="first">[queries] 1-based ranks of the first model.</param>
    /// <param name="second">[queries] ranks of the second, in the same order.</param>
    /// <param name="place">K of R@K.</param>
    /// <exception cref="ArgumentException">The counts differ, or there is no query.</exception>
    public static PairedDifference OfRecall(IReadOnlyList<double> first, IReadOnlyList<double> second, int place = 1)
    {
        return Of(Hits(first), Hits(second));

        double[] Hits(IReadOnlyList<double> ranks) => [.. ranks.Select(rank => rank <= place ? 100.0 : 0)];
    }
}
