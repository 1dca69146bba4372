using System.Globalization;

namespace Gexia.Cli.Report;

/// <summary>Searches as a newcomer sees them: the text that goes in, the film strip of what is found, and whether that is right.</summary>
internal static class FindList
{
    private const int LongestText = 160;    // characters shown of a text
    private const int FrameRows = 64;

    public static void Write(HtmlWriter html, IReadOnlyList<ReportMatch> finds)
    {
        if (finds.Count == 0) return;
        html.Write($"<ol class=\"finds\" aria-label=\"Three searches\">\n");
        foreach (var find in finds)
        {
            html.Write($"<li><p class=\"asked\"><bdi>{TerminalText.Shorten(find.Wanted.Text, LongestText)}</bdi></p>\n");
            Pictures.WriteStrip(
                html, [.. MatchList.Spread(find.First.Frames)], $"frames of {TerminalText.Shorten(find.First.Name, 80)}", FrameRows);
            if (find.Rank == 1) html.Write($"<p class=\"found good\">Found: the right one of {find.Gallery}.</p></li>\n");
            else
            {
                html.Write(
                    $"<p class=\"found bad\">Found: a wrong one; "
                    + $"the right one came in place {find.Rank.ToString(CultureInfo.InvariantCulture)} of {find.Gallery}.</p></li>\n");
            }
        }
        html.Write($"</ol>\n");
    }
}
