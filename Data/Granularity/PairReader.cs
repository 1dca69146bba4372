namespace Gexia.Data.Granularities;

/// <summary>Reads pairs from JSON Lines: <c>{"video":"a.mp4","start":0,"end":3.3,"caption":"a dog runs"}</c>.</summary>
/// <remarks>Optional fields: <c>source</c> (the video where it is missing), <c>granularity</c>, and for long pairs
/// <c>segments</c>, a list of <c>{"video","start","end"}</c> in place of <c>video</c>. Other fields are ignored. Captions may be of any
/// length that fits a line of 8 MiB: cutting is the tokenizer's work.</remarks>
public static class PairReader
{
    /// <summary>The pairs of a file in its order, numbered from 0, read as they are asked for.</summary>
    /// <param name="path">A JSON Lines file.</param>
    /// <param name="granularity">Of lines that do not say; SVST by default.</param>
    /// <exception cref="GexiaException">At once, when there is no such file.</exception>
    /// <exception cref="GexiaException">While reading; names file, line, field and value.</exception>
    public static IEnumerable<Pair> Read(string path, Granularity? granularity = null) =>
        JsonLines.Read(path).Select((record, number) => ReadPair(record, number, granularity ?? Granularity.Svst));

    private static Pair ReadPair(JsonRecord record, int number, Granularity granularity)
    {
        IReadOnlyList<ClipSegment> clip = record.OptionalList("segments") is { } segments ? [.. segments.Select(ReadSegment)] : [ReadSegment(record)];
        if (clip.Count == 0) throw record.Error("'segments' is empty.");
        var (start, end) = ReadTimes(record);
        return new Pair(number, clip, record.Text("caption"), record.OptionalText("source") ?? clip[0].Video, start, end, ReadGranularity(record) ?? granularity);
    }

    private static ClipSegment ReadSegment(JsonRecord record)
    {
        var video = record.Text("video");
        if (video.Length == 0 || video.Contains('\0')) throw record.Error("'video' must be the name of a file.");
        var (start, end) = ReadTimes(record);
        return new ClipSegment(video, start, end);
    }

    private static (double Start, double End) ReadTimes(JsonRecord record)
    {
        double start = record.Number("start"), end = record.Number("end");
        return start >= 0 && end >= start
            ? (start, end)
            : throw record.Error(FormattableString.Invariant($"a segment needs 0 <= start <= end; got start {start}, end {end}."));
    }

    private static Granularity? ReadGranularity(JsonRecord record)
    {
        try
        {
            return record.OptionalText("granularity") is { } name ? Granularity.Named(name) : null;
        }
        catch (ArgumentException error)
        {
            throw record.Error(error.Message);
        }
    }
}
