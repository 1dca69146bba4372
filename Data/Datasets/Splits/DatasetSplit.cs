namespace Gexia.Data.Datasets.Splits;

/// <summary>What one split of a data set holds.</summary>
/// <param name="Dataset">The name of the data set, a row of <see cref="AnnotationSources"/>.</param>
/// <param name="Split">The name of the split.</param>
/// <param name="Items">Its questions, labelled videos or videos with segments, in the order of the files.</param>
/// <param name="Classes">The names that labels count from 0; of questions, the answers of the split.</param>
/// <param name="Dropped">How much of the files was left out, by reason; a reason that never occurred is not listed.</param>
internal sealed record DatasetSplit<T>(
    string Dataset, string Split, IReadOnlyList<T> Items, IReadOnlyList<string> Classes, IReadOnlyDictionary<string, int> Dropped)
    where T : IVideoAnnotation
{
    /// <summary>The items whose videos are in a folder; how many videos are missing is counted as dropped.</summary>
    /// <param name="folder">Where videos are looked for.</param>
    /// <param name="missing">Receives the name of each missing video once.</param>
    public DatasetSplit<T> FoundIn(VideoFolder folder, Action<string>? missing = null)
    {
        var there = new Dictionary<string, bool>(StringComparer.Ordinal);
        var items = new List<T>(Items.Count);
        var lost = 0;
        foreach (var item in Items)
        {
            if (!there.TryGetValue(item.Video, out var isThere))
            {
                there[item.Video] = isThere = folder.Find(item.Video) is not null;
                if (!isThere)
                {
                    lost++;
                    missing?.Invoke(item.Video);
                }
            }
            if (isThere) items.Add(item);
        }
        if (lost == 0) return this;
        return this with
        {
            Items = items,
            Dropped = new Dictionary<string, int>(Dropped, StringComparer.Ordinal) { [DropReason.MissingVideos] = lost }
        };
    }
}
