using Gexia.Data.Datasets.Splits;
using Gexia.Data.Video;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>
/// Rows of InternVid, of JSON Lines or of a table: <c>{"YoutubeID", "Start_timestamp", "End_timestamp", "Caption", …}</c>, times as
/// <c>HH:MM:SS.mmm</c>.
/// </summary>
/// <remarks>
/// Each clip is a file of its own, cut from the video that the row names, and is shown whole; the times of the row say where it lies in
/// that video, and so in which order the clips of one source follow each other. Rows of one video stand anywhere in the file. Scores may be
/// missing or no numbers; they play no part.
/// </remarks>
internal sealed class InternVidRows
{
    /// <summary>The names of the fields, also of columns.</summary>
    public const string Id = "YoutubeID", Start = "Start_timestamp", End = "End_timestamp", Caption = "Caption";

    private const string ClipName = "{id}_{start}_{end}.mp4";

    private readonly ClipFiles files;

    /// <param name="videos">The folder of the clips.</param>
    /// <param name="clipName">How they are named; null for the data set's own way.</param>
    /// <exception cref="GexiaException">The template names no clips.</exception>
    public InternVidRows(string videos, string? clipName) => files = new ClipFiles(videos, new ClipNames(clipName ?? ClipName));

    /// <summary>What a file of them holds, in one sentence.</summary>
    public static string Form => $"InternVid has JSON Lines with {Id}, {Start}, {End} and {Caption} (InternVid-10M-flt.jsonl).";

    /// <summary>What a line states.</summary>
    /// <exception cref="GexiaException">It names no video, or a field is of another kind.</exception>
    public StatedPair Stated(JsonRecord row)
    {
        if (!row.Has(Id)) throw row.Error($"'{Id}' is missing. {Form}");
        return Stated(
            row.Place, row.Line, row.OptionalText(Id), row.OptionalTextOrNumber(Start), row.OptionalTextOrNumber(End),
            row.OptionalText(Caption));
    }

    /// <summary>The pair of the fields; null for one that is missing.</summary>
    /// <param name="place">Such as <c>clips.jsonl, line 3</c>.</param>
    /// <param name="line">The line, or the row, counted from 1.</param>
    /// <param name="video">The id of the source.</param>
    /// <param name="start">Where the clip begins in it.</param>
    /// <param name="end">Where it ends there.</param>
    /// <param name="caption">What it tells.</param>
    public StatedPair Stated(string place, int line, string? video, string? start, string? end, string? caption)
    {
        var (id, begin, until) = (video ?? "", start ?? "", end ?? "");
        var (from, to) = (ClockTime.WithColons(begin), ClockTime.WithColons(until));
        var problem = string.IsNullOrWhiteSpace(id) ? $"'{Id}' is empty."
            : from is null ? Problem(Start, start)
            : to is null ? Problem(End, end)
            : null;
        return new StatedPair(
            place, line, [files.Segment(id, begin, until, from, to)], (caption ?? "").Trim(), id, from, to, Problem: problem);
    }

    private static string Problem(string name, string? text) => text is null
        ? $"'{name}' is missing."
        : $"'{name}' must be a time such as 00:01:02.345; got {SplitRules.Quoted(text)}.";

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
