namespace Gexia.Data.Granularities;

/// <summary>
/// Ready-made summaries from JSON Lines: <c>{"video":"a.mp4","summary":"A dog runs."}</c>, optionally with <c>source</c>.
/// </summary>
/// <remarks>They describe whole videos or sources, so they are looked up by what a long pair was made of, not by its text.</remarks>
public sealed class FileSummaries
{
    private readonly Dictionary<string, string> byVideo = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> bySource = new(StringComparer.Ordinal);

    private FileSummaries() { }

    /// <summary>Number of summaries.</summary>
    public int Count => byVideo.Count;

    /// <summary>Reads a summaries file.</summary>
    /// <exception cref="GexiaException">There is no such file, or a line is malformed, or a second summary for one video; names
    /// file and line.</exception>
    /// <param name="path">A JSON Lines file.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static FileSummaries Open(string path, CancellationToken cancellation = default)
    {
        var summaries = new FileSummaries();
        foreach (var record in JsonLines.Read(path, cancellation: cancellation))
        {
            string video = record.Text("video"), summary = record.Text("summary");
            if (!summaries.byVideo.TryAdd(video, summary)) throw record.Error($"a second summary for '{video}'.");
            if (record.OptionalText("source") is not { } source) continue;
            if (!summaries.bySource.TryGetValue(source, out var parts)) summaries.bySource[source] = parts = [];
            parts.Add(summary);
        }
        return summaries;
    }

    /// <summary>The summary of a long pair: of the video that is its source, else of all videos that name its source (joined as
    /// sentences in the file's order), else of the one video it shows; null when the file has none of these.</summary>
    public string? Find(Pair pair)
    {
        if (byVideo.TryGetValue(pair.Source, out var summary)) return summary;
        if (bySource.TryGetValue(pair.Source, out var parts)) return parts is [var only] ? only : TextJoining.Join(parts);
        var video = pair.Clip[0].Video;
        return pair.Clip.All(segment => segment.Video == video) ? byVideo.GetValueOrDefault(video) : null;
    }
}
