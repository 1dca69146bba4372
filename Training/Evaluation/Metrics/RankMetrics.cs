namespace Gexia.Training.Evaluation;

/// <summary>All metrics of a retrieval, a row each, in the order of their columns.</summary>
public static class RankMetrics
{
    /// <summary>R@1, R@5, R@10, median and mean rank.</summary>
    public static IReadOnlyList<RankMetric> All { get; } =
    [
        new Recall(1, priority: 0),
        new Recall(5, priority: 3),
        new Recall(10, priority: 2),
        new MedianRank(),
        new MeanRank(),
    ];

    /// <summary>The row of a metric.</summary>
    internal static int IndexOf(string name)
    {
        for (var i = 0; i < All.Count; i++)
            if (All[i].Name == name) return i;
        throw new ArgumentException(
            $"RankMetrics: there is no metric '{name}'; known are {string.Join(", ", All.Select(metric => metric.Name))}.", nameof(name));
    }
}
