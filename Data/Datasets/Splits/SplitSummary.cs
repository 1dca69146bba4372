namespace Gexia.Data.Datasets.Splits;

/// <summary>How much a split holds.</summary>
/// <param name="Dataset">The name of the data set.</param>
/// <param name="Split">The name of the split.</param>
/// <param name="Videos">Different videos.</param>
/// <param name="Items">Questions with their answers, labelled videos, segments of actions, or pairs.</param>
/// <param name="Captions">
/// Texts: one a question or a pair, or the captions that a pair joins, or the phrases that tell multi-label classes; 0 where the data set
/// has none.
/// </param>
/// <param name="Classes">Different right answers, or different labels; where no video is labelled, the labels that are listed; 0 of
/// pairs.</param>
/// <param name="Dropped">How much of the files was left out, by <see cref="DropReason"/>.</param>
/// <param name="MeanDuration">
/// Seconds, over the videos, the clips of pairs, or the parts that questions are about, whose duration is stated; null where none is.
/// </param>
/// <param name="MeanWords">Parts of a text between white space, over all texts; null where there is none.</param>
internal sealed record SplitSummary(
    string Dataset, string Split, int Videos, int Items, int Captions, int Classes, IReadOnlyDictionary<string, int> Dropped,
    double? MeanDuration, double? MeanWords)
{
    /// <summary>Reads and counts a split.</summary>
    /// <param name="source">The data set.</param>
    /// <param name="root">The folder of its files.</param>
    /// <param name="split">One of its splits.</param>
    /// <param name="videos">Where videos are looked for, so that missing ones are dropped; null to count what is listed.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="clipName">How files of clips are named; see <see cref="PairFile.ClipName"/>.</param>
    /// <exception cref="GexiaException">There is no such folder or split, or a file has another form.</exception>
    public static SplitSummary Of(
        ISplitSource source, string root, string split, VideoFolder? videos, CancellationToken cancellation, string? clipName = null) =>
        source switch
        {
            IQuestionSource questions => Of(Found(questions.Questions(root, split, cancellation), videos)),
            IChoiceSource choices => Of(Found(choices.Choices(root, split, cancellation), videos)),
            ILabelSource labels => Of(Found(labels.Labels(root, split, cancellation), videos)),
            IMultiLabelSource labels => Of(Found(labels.MultiLabels(root, split, cancellation), videos)),
            IPairSplitSource pairs => Of(pairs, root, split, videos, clipName, cancellation),
            ISegmentSource segments => Of(Found(segments.Segments(root, split, cancellation), videos)),
            _ => throw new ArgumentException($"SplitSummary: '{source.Name}' gives annotations of another kind.", nameof(source)),
        };

    private static DatasetSplit<T> Found<T>(DatasetSplit<T> split, VideoFolder? videos) where T : IVideoAnnotation =>
        videos is null ? split : split.FoundIn(videos);

    private static SplitSummary Of(DatasetSplit<VideoQuestion> split) =>
        Of(split, split.Items.Count, split.Items.Select(item => item.Answer)) with
        {
            Captions = split.Items.Count,
            MeanWords = Mean(split.Items.Select(item => (double)Words(item.Question))),
        };

    private static SplitSummary Of(DatasetSplit<ChoiceQuestion> split) =>
        Of(split, split.Items.Count, split.Items.Select(item => item.Choices[item.Answer])) with
        {
            Captions = split.Items.Count,
            MeanDuration = Mean(split.Items.Select(item => item.End - item.Start).Where(double.IsFinite)),
            MeanWords = Mean(split.Items.Select(item => (double)Words(item.Question))),
        };

    private static SplitSummary Of(DatasetSplit<LabelledVideo> split)
    {
        var counted = Of(split, split.Items.Count, split.Items.Select(item => item.Label)) with
        {
            MeanDuration = Mean(Timed(split.Items, item => item.Duration)),
        };
        var isUnlisted = split.Items.Count == 0 && !split.Dropped.ContainsKey(DropReason.MissingVideos);
        return isUnlisted ? counted with { Classes = split.Classes.Count } : counted;
    }

    private static SplitSummary Of(DatasetSplit<MultiLabelVideo> split) =>
        Of(split, split.Items.Count, split.Items.SelectMany(item => item.Labels)) with
        {
            Captions = split.Classes.Count,
            MeanDuration = Mean(Timed(split.Items, item => item.Duration)),
            MeanWords = Mean(split.Classes.Select(phrase => (double)Words(phrase))),
        };

    private static SplitSummary Of(DatasetSplit<SegmentedVideo> split)
    {
        List<ActionSegment> segments = [.. split.Items.SelectMany(item => item.Segments)];
        return Of(split, segments.Count, segments.Select(segment => segment.Label)) with
        {
            MeanDuration = Mean(split.Items.Select(item => item.Duration).OfType<double>()),
        };
    }

    private static SplitSummary Of(
        IPairSplitSource source, string root, string split, VideoFolder? videos, string? clipName, CancellationToken cancellation)
    {
        var file = new PairFile(source.FileOf(root, split), videos?.Path, source.Name, ClipName: clipName);
        var tally = new PairTally(videos?.Path, source.Facts(root, split, cancellation));
        foreach (var pair in PairReader.Read(file, bad: _ => tally.Drop(DropReason.UnusablePairs), cancellation: cancellation))
            tally.Add(pair);
        return tally.IsEmpty ? throw new GexiaException($"{file.Path}: holds no pair. {source.Form}") : tally.Summary(source.Name, split);
    }

    private static SplitSummary Of<T, TClass>(DatasetSplit<T> split, int items, IEnumerable<TClass> classes)
        where T : IVideoAnnotation => new(
        split.Dataset, split.Split, split.Items.Select(item => item.Video).Distinct(StringComparer.Ordinal).Count(), items, 0,
        classes.Distinct().Count(), split.Dropped, null, null);

    /// <summary>Parts of a text between white space.</summary>
    public static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    /// <summary>Seconds of the videos of which they are stated, each video once.</summary>
    private static IEnumerable<double> Timed<T>(IEnumerable<T> items, Func<T, double?> duration) where T : IVideoAnnotation =>
        items.DistinctBy(item => item.Video, StringComparer.Ordinal).Select(duration).OfType<double>();

    private static double? Mean(IEnumerable<double> values) => values.Select(value => (double?)value).Average();
}
