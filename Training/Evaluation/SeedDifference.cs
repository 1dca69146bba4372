namespace Gexia.Training.Evaluation;

/// <summary>
/// How far one way of training is ahead of another over several seeds, and whether that is more than they differ among themselves.
/// </summary>
/// <param name="Differences">[seeds] the difference that each seed gave.</param>
internal sealed record SeedDifference(IReadOnlyList<double> Differences)
{
    /// <summary>Mean over the seeds.</summary>
    public double Mean => Differences.Average();

    /// <summary>The largest minus the smallest.</summary>
    public double Spread => Differences.Max() - Differences.Min();

    /// <summary>Whether the mean is larger than the spread; then all seeds agree about the direction. One seed decides nothing.</summary>
    public bool IsClear => Differences.Count > 1 && Math.Abs(Mean) > Spread;
}
