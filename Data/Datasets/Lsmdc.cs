using Gexia.Data.Datasets.Splits;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>
/// LSMDC 2016 (Rohrbach et al.): lines of clip, start and end as aligned, start and end as extracted, and sentence, parted by tabs,
/// without a header and without quotes; times as <c>hh.mm.ss.mmm</c>.
/// </summary>
/// <remarks>
/// A pair is a sentence and the whole file of its clip, <c>movie/clip.avi</c>, where the movie is all of the clip's id before its last
/// underscore. Clips of one movie have it as their source, at the times at which the file was extracted, which are at least 2 s apart. A
/// quote is a character like others, and a tab within a sentence is part of it.
/// </remarks>
internal sealed class Lsmdc : IPairSplitSource
{
    private const int Fields = 6, LongestLine = 1 << 16;

    private static readonly (string Split, string File)[] Files =
    [
        ("training", "LSMDC16_annos_training.csv"), ("val", "LSMDC16_annos_val.csv"), ("test", "LSMDC16_annos_test.csv"),
        ("1000", "LSMDC16_challenge_1000_publictect.csv")
    ];

    /// <inheritdoc/>
    public string Name => "lsmdc";

    /// <inheritdoc/>
    public string Form =>
        $"LSMDC has {string.Join(", ", Files.Select(file => file.File))}: lines of a clip, four times and a sentence, parted by tabs.";

    /// <inheritdoc/>
    public IEnumerable<StatedPair> Read(PairFile file, CancellationToken cancellation)
    {
        InputFile.Require(file.Path);
        return Read(file.Path, VideoFolder.Of(file), cancellation);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root)
    {
        InputFolder.Require(root);
        return this.Present(root, Files.Where(file => Path.Exists(Path.Combine(root, file.File))).Select(file => file.Split));
    }

    /// <inheritdoc/>
    public string FileOf(string root, string split)
    {
        this.Require(root, split, Splits(root));
        return Path.Combine(root, Files.Single(file => file.Split == split).File);
    }

    /// <inheritdoc/>
    public SplitFacts Facts(string root, string split, CancellationToken cancellation) => SplitFacts.None;

    private IEnumerable<StatedPair> Read(string path, VideoFolder? videos, CancellationToken cancellation)
    {
        using var stream = InputFile.Open(path);
        var lines = new LineReader(stream, path, LongestLine);
        var isFirst = true;
        while (lines.ReadText() is { } line)
        {
            cancellation.ThrowIfCancellationRequested();
            if (string.IsNullOrWhiteSpace(line)) continue;
            var place = $"{path}, line {lines.Number}";
            if (isFirst && !line.Contains('\t')) throw new GexiaException($"{place}: no tab parts its fields. {Form}");
            isFirst = false;
            yield return Stated(line, place, lines.Number, videos);
        }
    }

    private static StatedPair Stated(string line, string place, int number, VideoFolder? videos)
    {
        string[] fields = [.. line.Split('\t', Fields).Select(field => field.Trim())];
        if (fields.Length < Fields || fields[0].Length == 0)
            return new StatedPair(
                place, number, [new StatedSegment(fields[0], null, null)], "",
                Problem: $"has {fields.Length} fields parted by tabs where a clip, four times and a sentence are expected.");
        var clip = fields[0];
        var (start, end) = Span(fields[3], fields[4]) ?? Span(fields[1], fields[2]) ?? (null, null);
        var movie = clip[..Math.Max(clip.LastIndexOf('_'), 0)];
        return new StatedPair(
            place, number, [new StatedSegment(File(videos, movie, clip), null, null)], fields[^1], movie.Length == 0 ? clip : movie, start,
            end);
    }

    private static string File(VideoFolder? videos, string movie, string clip)
    {
        var id = movie.Length == 0 ? clip : $"{movie}/{clip}";
        return videos?.Find(id) ?? id + ".avi";
    }

    /// <summary>The times where both are there and in order: a whole file is shown without them, too.</summary>
    private static (double? Start, double? End)? Span(string from, string to) =>
        ClockTime.WithPoints(from) is { } start && ClockTime.WithPoints(to) is { } end && start < end ? (start, end) : null;
}
