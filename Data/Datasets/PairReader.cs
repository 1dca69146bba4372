using System.Globalization;
using Gexia.Data.Granularities;
using Gexia.Data.Text;

namespace Gexia.Data.Datasets;

/// <summary>Reads the pairs of a data set, and judges each: what can be neither shown nor told is left out and told of.</summary>
/// <remarks>
/// The project's own form is JSON Lines, <c>{"video":"a.mp4","start":0,"end":3.3,"caption":"a dog runs"}</c>, or CSV with these names in
/// its first line; which of them a file is shows in its content, whatever its name. A pair without <c>start</c> begins with its video and
/// one without <c>end</c> lasts as long as it. Optional are also <c>source</c> (the video where it is missing), <c>granularity</c>, and
/// in JSON, for long pairs, <c>segments</c>, a list of <c>{"video","start","end"}</c> in place of <c>video</c>. Other fields are ignored,
/// unless they seem to mean one that is missing. Captions may be of any length that fits a line of 8 MiB: cutting is the tokenizer's
/// work. A line that is no JSON or lacks a field, a header that names no captions, and a quote that is never closed end the reading:
/// the file is another one. A pair whose fields say nothing that can be shown or told (no caption, no video, times that are not numbers,
/// end ≤ start) or whose row has other fields than the header is a bad pair, and the others can still be read. Only an image, which has no
/// duration, may end where it starts.
/// </remarks>
public static class PairReader
{
    /// <summary>The pairs of a file in its order, numbered from 0, read as they are asked for.</summary>
    /// <param name="file">The file, in UTF-8, and the data set whose form it has.</param>
    /// <param name="granularity">Of pairs that do not say; SVST by default.</param>
    /// <param name="bad">Receives bad pairs, which are left out; null ends the reading at the first one.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">
    /// At once, when there is no such file or data set; while reading, for a line that is no pair: names file, line, field and value.
    /// </exception>
    public static IEnumerable<Pair> Read(
        PairFile file, Granularity? granularity = null, Action<BadPair>? bad = null, CancellationToken cancellation = default) =>
        Pairs(file.Open().Read(file, cancellation), granularity ?? Granularity.Svst, bad);

    private static IEnumerable<Pair> Pairs(IEnumerable<StatedPair> lines, Granularity granularity, Action<BadPair>? bad)
    {
        var number = 0;
        foreach (var line in lines)
        {
            var (pair, problem) = Judge(line, number++, granularity);
            if (problem is null) yield return pair;
            else if (bad is null) throw new GexiaException($"{line.Place}: {problem}");
            else bad(new BadPair(line.Line, pair.Clip[0].Video, problem));
        }
    }

    /// <summary>The pair that a file states, and why it cannot be used; null when it can.</summary>
    /// <param name="line">What the file states.</param>
    /// <param name="number">The pair's number.</param>
    /// <param name="granularity">Of a pair that does not say.</param>
    internal static (Pair Pair, string? Problem) Judge(StatedPair line, long number, Granularity granularity)
    {
        var pair = Pair(line, number, granularity);
        return (pair, line.Problem ?? Problem(pair));
    }

    private static Pair Pair(StatedPair line, long number, Granularity granularity)
    {
        ClipSegment[] clip = [.. line.Clip.Select(segment => segment.On(line.Line))];
        return new Pair(
            number, clip, line.Caption, line.Source ?? clip[0].Video, line.Start ?? clip[0].Start, line.End ?? clip[^1].End,
            Named(line) ?? granularity);
    }

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
        : double.IsNaN(end) ? "'end' must be a finite number."
        : start < 0 ? FormattableString.Invariant($"a segment cannot start before 0 s; got start {start}.")
        : end < start || (end == start && !isImage) ? FormattableString.Invariant(
            $"a segment must end after it starts; got start {start}, end {end}.")
        : null;

    // What cleaning leaves nothing of has no tokens either. A letter that is no part of an HTML entity stays.
    private static bool IsEmpty(string text) =>
        (text.Length == 0 || !char.IsAsciiLetterOrDigit(text[0])) && TextCleaning.Clean(text).All(IsInvisible);

    private static bool IsInvisible(char c) =>
        char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static Granularity? Named(StatedPair line)
    {
        try
        {
            return line.Granularity is { } name ? Granularity.Named(name) : null;
        }
        catch (ArgumentException error)
        {
            throw new GexiaException($"{line.Place}: {error.Message}", error);
        }
    }
}
