using System.Globalization;

namespace Gexia.Cli.Report;

/// <summary>One query of a retrieval: what was asked, what is right, what came first.</summary>
/// <param name="Query">Number of the pair in its set.</param>
/// <param name="Rank">Place of the right one, from 1.</param>
/// <param name="Gallery">How many clips there were to choose from.</param>
/// <param name="Wanted">The right clip; its text is the query.</param>
/// <param name="WantedScore">Its cosine similarity.</param>
/// <param name="First">The clip that the model put first.</param>
/// <param name="FirstScore">Its cosine similarity.</param>
internal sealed record ReportMatch(
    int Query, int Rank, int Gallery, ReportClip Wanted, double WantedScore, ReportClip First, double FirstScore);

/// <summary>The best and the worst queries of a retrieval, with frames and texts.</summary>
internal sealed record MatchList(string Title, string Note, IReadOnlyList<ReportMatch> Best, IReadOnlyList<ReportMatch> Worst)
    : ReportSection(Title, Note)
{
    private const int LongestText = 280;    // characters shown of a caption
    private const int MostFrames = 8, FrameRows = 48;

    public override void Write(HtmlWriter html)
    {
        html.Write($"<h3>Best</h3>\n");
        foreach (var match in Best) Write(html, match);
        html.Write($"<h3>Worst</h3>\n");
        foreach (var match in Worst) Write(html, match);
    }

    private static void Write(HtmlWriter html, ReportMatch match)
    {
        if (match.Rank == 1) html.Write($"<div class=\"match good\">\n");
        else html.Write($"<div class=\"match bad\">\n");
        html.Write(
            $"<p><span class=\"rank\">rank {match.Rank} of {match.Gallery}</span> "
            + $"<bdi>{TerminalText.Shorten(match.Wanted.Text, LongestText)}</bdi></p>\n");
        WriteClip(html, "the right video", match.Wanted, match.WantedScore);
        if (match.Rank > 1) WriteClip(html, "ranked first", match.First, match.FirstScore);
        html.Write($"</div>\n");
    }

    private static void WriteClip(HtmlWriter html, string role, ReportClip clip, double score)
    {
        var cosine = score.ToString("0.000", CultureInfo.InvariantCulture);
        html.Write($"<div class=\"clip\"><p class=\"tag\">{role}: <bdi>{TerminalText.Shorten(clip.Name, 80)}</bdi>, cosine {cosine}</p>\n");
        Pictures.WriteStrip(html, [.. Spread(clip.Frames)], $"frames of {TerminalText.Shorten(clip.Name, 80)}", FrameRows);
        if (role == "ranked first") html.Write($"<p class=\"said\"><bdi>{TerminalText.Shorten(clip.Text, LongestText)}</bdi></p>\n");
        html.Write($"</div>\n");
    }

    /// <summary>At most <see cref="MostFrames"/> of the frames, evenly spread.</summary>
    internal static IEnumerable<T> Spread<T>(IReadOnlyList<T> items)
    {
        var count = Math.Min(items.Count, MostFrames);
        for (var i = 0; i < count; i++) yield return items[((2 * i) + 1) * items.Count / (2 * count)];
    }
}
