namespace Gexia.Data.Granularities;

/// <summary>
/// Ready-made summaries from JSON Lines: <c>{"video":"a.mp4","summary":"A dog runs."}</c>, optionally with <c>source</c>.
/// </summary>
/// <remarks>They describe whole videos or sources, so they are looked up by what a long pair was made of, not by its text. Summaries of a
/// language model, which <c>gexia expand --summarizer chat</c> keeps in a folder, are opened by their card and looked up by text.</remarks>
public sealed class FileSummaries
{
    private readonly Dictionary<string, string> byVideo = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> bySource = new(StringComparer.Ordinal);

    private readonly SummaryCard? card;
    private readonly string folder = "";

    private FileSummaries() { }

    private FileSummaries(string path) =>
        (card, folder) = (SummaryCard.Open(path), Path.GetDirectoryName(Path.GetFullPath(path))!);

    /// <summary>Number of summaries; 0 where they lie in a folder, which is looked into when they are asked for.</summary>
    public int Count => byVideo.Count;

    /// <summary>Reads a summaries file, or the card of a language model's summaries.</summary>
    /// <exception cref="GexiaException">There is no such file, or a line is malformed, or a second summary for one video; names
    /// file and line.</exception>
    /// <param name="path">A JSON Lines file, or a card: <c>….card.json</c>.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static FileSummaries Open(string path, CancellationToken cancellation = default)
    {
        if (SummaryCard.IsCard(path)) return new FileSummaries(path);
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
    /// sentences in the file's order), else of the one video it shows; null when the file has none of these. By a card: of its text.
    /// </summary>
    /// <param name="pair">The pair.</param>
    /// <param name="maxWords">The longest summary that a language model was asked for.</param>
    public string? Find(Pair pair, int maxWords = 20)
    {
        if (card is not null) return card.Find(folder, pair.Text, maxWords);
        if (byVideo.TryGetValue(pair.Source, out var summary)) return summary;
        if (bySource.TryGetValue(pair.Source, out var parts)) return parts is [var only] ? only : TextJoining.Join(parts);
        var video = pair.Clip[0].Video;
        return pair.Clip.All(segment => segment.Video == video) ? byVideo.GetValueOrDefault(video) : null;
    }
}
