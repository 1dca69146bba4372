namespace Gexia.Data.Datasets.Splits;

/// <summary>Gathers what a reader finds of a split, and counts what it leaves out.</summary>
/// <param name="source">The data set.</param>
/// <param name="root">The folder of its files.</param>
/// <param name="split">The name of the split.</param>
internal sealed class SplitBuilder<T>(ISplitSource source, string root, string split)
    where T : IVideoAnnotation
{
    private readonly List<T> items = [];
    private readonly Dictionary<string, int> dropped = new(StringComparer.Ordinal);

    /// <summary>What was added so far.</summary>
    public IReadOnlyList<T> Items => items;

    /// <summary>Adds an item behind the others.</summary>
    public void Add(T item) => items.Add(item);

    /// <summary>Counts something that is left out.</summary>
    /// <param name="reason">One of <see cref="DropReason"/>.</param>
    public void Drop(string reason) => dropped[reason] = dropped.GetValueOrDefault(reason) + 1;

    /// <summary>The split.</summary>
    /// <param name="classes">The names that labels count.</param>
    /// <exception cref="GexiaException">Nothing was added: nothing can be trained on it or measured.</exception>
    public DatasetSplit<T> Build(IReadOnlyList<string> classes) => items.Count > 0
        ? new DatasetSplit<T>(source.Name, split, items, classes, dropped)
        : throw new GexiaException(
            $"{root}: the split '{split}' of {source.Name} is empty"
            + $"{(dropped.Count == 0 ? "" : $": nothing is left of {dropped.Values.Sum()} rows")}.");
}
