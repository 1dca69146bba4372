using System.Globalization;
using Gexia.Data.Text;

namespace Gexia.Data.Granularities;

/// <summary>Reads pairs from JSON Lines: <c>{"video":"a.mp4","start":0,"end":3.3,"caption":"a dog runs"}</c>.</summary>
/// <remarks>Optional fields: <c>source</c> (the video where it is missing), <c>granularity</c>, and for long pairs
/// <c>segments</c>, a list of <c>{"video","start","end"}</c> in place of <c>video</c>. Other fields are ignored. Captions may be of any
/// length that fits a line of 8 MiB: cutting is the tokenizer's work.
/// A line that is no JSON or lacks a field ends the reading: the file is another one. A line whose fields are there, but say nothing that
/// can be shown or told (no caption, no video, times that are not numbers, end ≤ start), is a bad pair, and the others can still be read.
/// Only an image, which has no duration, may end where it starts.</remarks>
public static class PairReader
{
    /// <summary>The pairs of a file in its order, numbered from 0, read as they are asked for.</summary>
    /// <param name="path">A JSON Lines file.</param>
    /// <param name="granularity">Of lines that do not say; SVST by default.</param>
    /// <param name="bad">Receives bad pairs, which are left out; null ends the reading at the first one.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">At once, when there is no such file; while reading, for a line that is no pair: names file, line, field and value.</exception>
    public static IEnumerable<Pair> Read(string path, Granularity? granularity = null, Action<BadPair>? bad = null, CancellationToken cancellation = default)
    {
        var records = JsonLines.Read(path, numbersMayBeMissing: true, cancellation);
        return Pairs(records, granularity ?? Granularity.Svst, bad);
    }

    private static IEnumerable<Pair> Pairs(IEnumerable<JsonRecord> records, Granularity granularity, Action<BadPair>? bad)
    {
        var number = 0;
        foreach (var record in records)
        {
            var pair = ReadPair(record, number++, granularity);
            if (Problem(pair) is not { } problem) yield return pair;
            else if (bad is null) throw record.Error(problem);
            else bad(new BadPair(record.Line, pair.Clip[0].Video, problem));
        }
    }

    private static Pair ReadPair(JsonRecord record, int number, Granularity granularity)
    {
        IReadOnlyList<ClipSegment> clip = record.OptionalList("segments") is { } segments
            ? [.. segments.Select(segment => ReadSegment(segment, record.Line))] : [ReadSegment(record, record.Line)];
        if (clip.Count == 0) throw record.Error("'segments' is empty.");
        return new Pair(
            number, clip, record.TextOrNothing("caption"), record.OptionalText("source") ?? clip[0].Video,
            record.NumberOrNothing("start"), record.NumberOrNothing("end"), ReadGranularity(record) ?? granularity);
    }

    private static ClipSegment ReadSegment(JsonRecord record, int line) =>
        new(record.TextOrNothing("video"), record.NumberOrNothing("start"), record.NumberOrNothing("end")) { Line = line };

    /// <summary>Why nothing can be shown or told; null when all is well.</summary>
    private static string? Problem(Pair pair)
    {
        if (IsEmpty(pair.Text)) return "the caption is empty.";
        var isImage = pair.Granularity.VideoLevel == Granularity.Ist.VideoLevel;
        foreach (var segment in pair.Clip)
        {
            if (string.IsNullOrWhiteSpace(segment.Video) || segment.Video.Contains('\0')) return "'video' must be the name of a file.";
            if (Problem(segment.Start, segment.End, isImage) is { } problem) return problem;
        }
        return Problem(pair.Start, pair.End, isImage);
    }

    private static string? Problem(double start, double end, bool isImage) =>
        !double.IsFinite(start) ? "'start' must be a finite number."
        : !double.IsFinite(end) ? "'end' must be a finite number."
        : start < 0 ? FormattableString.Invariant($"a segment cannot start before 0 s; got start {start}.")
        : end < start || (end == start && !isImage) ? FormattableString.Invariant($"a segment must end after it starts; got start {start}, end {end}.")
        : null;

    // What cleaning leaves nothing of has no tokens either. A letter that is no part of an HTML entity stays.
    private static bool IsEmpty(string text) =>
        (text.Length == 0 || !char.IsAsciiLetterOrDigit(text[0])) && TextCleaning.Clean(text).All(IsInvisible);

    private static bool IsInvisible(char c) => char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

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
