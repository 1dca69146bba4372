using Gexia.Data.Datasets.Splits;
using Gexia.Data.Video;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>
/// InternVid-10M-FLT (Wang et al., ICLR 2024): JSON Lines of <c>{"YoutubeID", "Start_timestamp", "End_timestamp", "Caption", …}</c>,
/// times as <c>HH:MM:SS.mmm</c>.
/// </summary>
/// <remarks>
/// Each clip is a file of its own, cut from the video that the row names, and is shown whole; the times of the row say where it lies in
/// that video, and so in which order the clips of one source follow each other. Rows of one video stand anywhere in the file. Scores may be
/// missing or no numbers; they play no part.
/// </remarks>
internal sealed class InternVid : IPairSplitSource
{
    private const string Id = "YoutubeID", Start = "Start_timestamp", End = "End_timestamp", Caption = "Caption";
    private const string ClipName = "{id}_{start}_{end}.mp4", Train = "train", Ending = ".jsonl";

    private static readonly string[] Official = ["InternVid-10M-flt.jsonl", "InternVid-10M-FLT.jsonl", "InternVid-10M-FLT-INFO.jsonl"];

    /// <inheritdoc/>
    public string Name => "internvid";

    /// <inheritdoc/>
    public string Form => $"InternVid has JSON Lines with {Id}, {Start}, {End} and {Caption} ({Official[0]}).";

    /// <inheritdoc/>
    public IEnumerable<StatedPair> Read(PairFile file, CancellationToken cancellation) =>
        Read(
            JsonLines.Read(file.Path, numbersMayBeMissing: true, cancellation),
            new ClipFiles(file.VideoFolder, new ClipNames(file.ClipName ?? ClipName)));

    /// <inheritdoc/>
    /// <remarks>The official file is <c>train</c>; other files of its form are called by their own names.</remarks>
    public IReadOnlyList<string> Splits(string root)
    {
        InputFolder.Require(root);
        var others = Directory.EnumerateFiles(root, "*" + Ending)
            .Where(path => !Official.Contains(Path.GetFileName(path)) && IsOfThisForm(path))
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);
        return this.Present(root, (OfficialFile(root) is null ? [] : new[] { Train }).Concat(others).Distinct(StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public string FileOf(string root, string split)
    {
        this.Require(root, split, Splits(root));
        return split == Train && OfficialFile(root) is { } official ? official : Path.Combine(root, split + Ending);
    }

    /// <inheritdoc/>
    public SplitFacts Facts(string root, string split, CancellationToken cancellation) => new() { ClipsAreFiles = true };

    private static string? OfficialFile(string root) => Official.Select(name => Path.Combine(root, name)).FirstOrDefault(Path.Exists);

    private static bool IsOfThisForm(string path)
    {
        try
        {
            return JsonLines.Read(path, numbersMayBeMissing: true).Select(record => record.Has(Id)).FirstOrDefault();
        }
        catch (GexiaException)      // a file of something else
        {
            return false;
        }
    }

    private IEnumerable<StatedPair> Read(IEnumerable<JsonRecord> rows, ClipFiles files)
    {
        foreach (var row in rows)
        {
            if (!row.Has(Id)) throw row.Error($"'{Id}' is missing. {Form}");
            var (id, start, end) = (row.OptionalText(Id) ?? "", row.OptionalTextOrNumber(Start) ?? "", row.OptionalTextOrNumber(End) ?? "");
            var (from, to) = (ClockTime.WithColons(start), ClockTime.WithColons(end));
            var problem = id.Length == 0 ? $"'{Id}' is empty."
                : from is null ? Problem(Start, start)
                : to is null ? Problem(End, end)
                : null;
            yield return new StatedPair(
                row.Place, row.Line, [files.Segment(id, start, end, from, to)], (row.OptionalText(Caption) ?? "").Trim(), id, from, to,
                Problem: problem);
        }
    }

    private static string Problem(string name, string text) =>
        $"'{name}' must be a time such as 00:01:02.345; got {SplitRules.Quoted(text)}.";

    /// <summary>The files of clips in a folder.</summary>
    private sealed class ClipFiles(string folder, ClipNames names)
    {
        private string[]? others;

        public StatedSegment Segment(string id, string start, string end, double? from, double? to)
        {
            var file = Existing(names.Of(id, start, end));
            return names.IsCut ? new StatedSegment(file, null, null) : new StatedSegment(file, from, to);
        }

        /// <summary>The name, or where there is no such file that of the same stem with an ending that others in the folder have.</summary>
        private string Existing(string name)
        {
            var own = Path.GetExtension(name);
            others ??= Endings(own);
            if (others.Length == 0 || name.Contains('\0') || File.Exists(Path.Combine(folder, name))) return name;
            var stem = name[..^own.Length];
            return others.Select(ending => stem + ending).FirstOrDefault(other => File.Exists(Path.Combine(folder, other))) ?? name;
        }

        /// <summary>The other endings of videos in the folder: looked for once, as there may be ten million rows.</summary>
        private string[] Endings(string own)
        {
            if (InputFolder.Problem(folder) is not null) return [];
            var options = new EnumerationOptions
            {
                RecurseSubdirectories = true, MaxRecursionDepth = VideoFolder.Deepest, IgnoreInaccessible = true
            };
            var found = new HashSet<string>(StringComparer.Ordinal);
            foreach (var file in Directory.EnumerateFiles(folder, "*", options)) found.Add(Path.GetExtension(file));
            return
            [
                .. found.Where(ending => ending != own && VideoEndings.All.Contains(ending, StringComparer.OrdinalIgnoreCase))
                    .Order(StringComparer.Ordinal)
            ];
        }
    }
}
