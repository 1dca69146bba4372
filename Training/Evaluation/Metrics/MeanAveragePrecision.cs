namespace Gexia.Training.Evaluation;

/// <summary>
/// Mean average precision of a labelling in which an item may have several classes, or none (Charades-Ego, docs/tasks.md).
/// </summary>
/// <remarks>
/// Of each class, items are taken in the order of their scores, the best first: AP = 1/n · Σ over its n items of (items of it so far) /
/// (items so far). The mean is over the classes that have an item; the common script has NaN for the others, and so for the mean. An item
/// without any class scores −∞ everywhere, as in that script; so does NaN. Equal scores are taken in the order of the items.
/// </remarks>
internal sealed class MeanAveragePrecision
{
    private readonly (int Item, bool IsHit)[][] classes;

    /// <summary>Sorts the items of each class once, so that draws of items are quick.</summary>
    /// <param name="scores">[items][classes].</param>
    /// <param name="labels">[items] the classes of each.</param>
    /// <param name="count">How many classes there are.</param>
    /// <exception cref="ArgumentException">A row has another length, or a label is no class.</exception>
    public MeanAveragePrecision(IReadOnlyList<float[]> scores, IReadOnlyList<IReadOnlyList<int>> labels, int count)
    {
        if (scores.Count != labels.Count || scores.Any(row => row.Length != count) || labels.Any(own => own.Any(c => c < 0 || c >= count)))
            throw new ArgumentException(
                $"MeanAveragePrecision: needs a row of {count} scores and classes of 0..{count - 1} for each item; "
                + $"got {scores.Count} rows and "
                + $"{labels.Count} items.");
        var sets = labels.Select(own => own.ToHashSet()).ToList();
        classes =
        [
            .. Enumerable.Range(0, count).Where(c => sets.Exists(own => own.Contains(c))).Select(c => Enumerable.Range(0, scores.Count)
                .OrderByDescending(i => sets[i].Count == 0 || float.IsNaN(scores[i][c]) ? float.NegativeInfinity : scores[i][c])
                .Select(i => (i, sets[i].Contains(c))).ToArray())
        ];
    }

    /// <summary>How many classes have an item.</summary>
    public int Classes => classes.Length;

    /// <summary>The mean in percent; NaN where no class has an item.</summary>
    /// <param name="counts">[items] how often each is taken; null for once. Classes that lose all their items are left out.</param>
    public double Of(IReadOnlyList<int>? counts = null)
    {
        var (sum, used) = (0.0, 0);
        foreach (var items in classes)
        {
            if (AveragePrecision(items, counts) is not { } own) continue;
            sum += own;
            used++;
        }
        return used == 0 ? double.NaN : 100 * sum / used;
    }

    private static double? AveragePrecision((int Item, bool IsHit)[] items, IReadOnlyList<int>? counts)
    {
        var (rank, hits, sum) = (0, 0, 0.0);
        foreach (var (item, isHit) in items)
        {
            var times = counts is null ? 1 : counts[item];
            if (!isHit) rank += times;
            else
                for (; times > 0; times--) sum += ++hits / (double)++rank;
        }
        return hits == 0 ? null : sum / hits;
    }
}
