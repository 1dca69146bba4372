namespace Gexia.Data.Datasets.PairFiles;

/// <summary>The pairs of JSON Lines: <c>{"video":"a.mp4","start":0,"end":3.3,"caption":"a dog runs"}</c>.</summary>
internal static class JsonPairs
{
    /// <summary>The pairs in the file's order, read as they are asked for.</summary>
    /// <exception cref="GexiaException">A line is no JSON object, lacks a field, or a field is of another kind.</exception>
    public static IEnumerable<StatedPair> Read(string path, CancellationToken cancellation) =>
        JsonLines.Read(path, numbersMayBeMissing: true, cancellation).Select(Stated);

    /// <summary>What a line states.</summary>
    /// <exception cref="GexiaException">It lacks a field, or a field is of another kind.</exception>
    public static StatedPair Stated(JsonRecord record)
    {
        IReadOnlyList<StatedSegment> clip =
            record.OptionalList("segments") is { } segments ? [.. segments.Select(Segment)] : [Segment(record)];
        if (clip.Count == 0) throw record.Error("'segments' is empty.");
        return new StatedPair(
            record.Place, record.Line, clip, Text(record, PairColumns.Caption), record.OptionalText(PairColumns.Source),
            record.StatedNumber(PairColumns.Start), record.StatedNumber(PairColumns.End), record.OptionalText(PairColumns.Granularity));
    }

    private static StatedSegment Segment(JsonRecord record)
    {
        var segment = new StatedSegment(
            Text(record, PairColumns.Video), record.StatedNumber(PairColumns.Start), record.StatedNumber(PairColumns.End));
        if ((segment.Start is null || segment.End is null) && PairColumns.MisnamedTime([.. record.Names]) is { } misnamed)
            throw record.Error(misnamed);
        return segment;
    }

    private static string Text(JsonRecord record, string column) =>
        record.Has(column) ? record.OptionalText(column) ?? "" : throw record.Error(PairColumns.Missing(column, [.. record.Names]));
}
