namespace Gexia.Training.Evaluation;

/// <summary>Top-k accuracy: percent of items whose right class is among the first k.</summary>
internal static class TopAccuracy
{
    /// <summary>From the 1-based rank of each item's class, infinite where it cannot be given; NaN where there is no item.</summary>
    /// <param name="ranks">In any order.</param>
    /// <param name="k">At least 1.</param>
    /// <param name="counts">How often each item is taken; null for once.</param>
    public static double Of(IReadOnlyList<double> ranks, int k, IReadOnlyList<int>? counts = null)
    {
        var (within, all) = (0, 0);
        for (var i = 0; i < ranks.Count; i++)
        {
            var times = counts is null ? 1 : counts[i];
            all += times;
            if (ranks[i] <= k) within += times;
        }
        return all == 0 ? double.NaN : 100.0 * within / all;
    }
}
