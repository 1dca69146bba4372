namespace Gexia.Training.Evaluation;

/// <summary>Top-k accuracy: percent of items whose right class is among the first k.</summary>
internal static class TopAccuracy
{
    /// <summary>From the 1-based rank of each item's class, infinite where it cannot be given; NaN where there is no item.</summary>
    /// <param name="ranks">In any order.</param>
    /// <param name="k">At least 1.</param>
    public static double Of(IEnumerable<double> ranks, int k)
    {
        var (within, all) = (0, 0);
        foreach (var rank in ranks)
        {
            all++;
            if (rank <= k) within++;
        }
        return all == 0 ? double.NaN : 100.0 * within / all;
    }
}
