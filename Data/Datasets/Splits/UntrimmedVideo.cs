namespace Gexia.Data.Datasets.Splits;

/// <summary>An untrimmed video as the files of a data set state it.</summary>
/// <param name="Video">What <see cref="VideoFolder"/> finds the file by.</param>
/// <param name="Split">The name of its split.</param>
/// <param name="Duration">Seconds; null where the files do not say.</param>
/// <param name="Segments">Its actions in the order of the file, empty and ambiguous ones included.</param>
internal sealed record UntrimmedVideo(string Video, string Split, double? Duration, IReadOnlyList<UntrimmedVideo.Segment> Segments)
{
    /// <summary>The label of a segment of which the annotators could not say what it shows.</summary>
    public const string Ambiguous = "Ambiguous";

    /// <summary>An action with the name of its class.</summary>
    public readonly record struct Segment(double Start, double End, string Label);

    /// <summary>
    /// The segments of <c>"annotations": [{"segment": [start, end], "label": name}]</c>, the form of ActivityNet; times may be texts, as in
    /// that of THUMOS14. None where the list is missing, as of videos whose annotations are not published.
    /// </summary>
    /// <exception cref="GexiaException">A segment has no label, or other than two times.</exception>
    public static IReadOnlyList<Segment> Annotations(JsonRecord video)
    {
        List<Segment> segments = [];
        foreach (var annotation in video.OptionalList("annotations") ?? [])
        {
            var times = annotation.Numbers("segment");
            if (times.Count != 2) throw annotation.Error($"'segment' must hold a start and an end; it holds {times.Count} numbers.");
            segments.Add(new Segment(times[0], times[1], annotation.Text("label").Trim()));
        }
        return segments;
    }

    /// <summary>The names of classes in ordinal order: those that are listed, and those that any segment has.</summary>
    public static IReadOnlyList<string> Classes(IEnumerable<UntrimmedVideo> videos, IEnumerable<string> listed) =>
        [
            .. videos.SelectMany(video => video.Segments).Select(segment => segment.Label).Where(label => label != Ambiguous).Concat(listed)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        ];

    /// <summary>A split of a data set.</summary>
    /// <param name="source">The data set.</param>
    /// <param name="root">The folder of its files.</param>
    /// <param name="split">The name of the split.</param>
    /// <param name="videos">All videos of the data set.</param>
    /// <param name="classes">The names that labels count.</param>
    /// <exception cref="GexiaException">No video is in the split.</exception>
    public static DatasetSplit<SegmentedVideo> Build(
        ISplitSource source, string root, string split, IEnumerable<UntrimmedVideo> videos, IReadOnlyList<string> classes)
    {
        var labels = classes.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var found = new SplitBuilder<SegmentedVideo>(source, root, split);
        foreach (var video in videos.Where(video => video.Split == split))
        {
            List<ActionSegment> segments = [];
            foreach (var (start, end, label) in video.Segments)
            {
                if (label == Ambiguous) found.Drop(DropReason.Ambiguous);
                else if (end <= start) found.Drop(DropReason.EmptySegments);
                else segments.Add(new ActionSegment(start, end, labels[label]));
            }
            found.Add(new SegmentedVideo(video.Video, video.Duration, segments));
        }
        return found.Build(classes);
    }
}
