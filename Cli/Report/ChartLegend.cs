namespace Gexia.Cli.Report;

/// <summary>The names of a chart's series beside their colours (and dashes, for lines).</summary>
internal static class ChartLegend
{
    /// <summary>How many series have a look of their own.</summary>
    public const int Colors = 6;

    public static void Write(HtmlWriter html, IReadOnlyList<string> names, bool lines)
    {
        if (names.Count < 2) return;
        html.Write($"<ul class=\"legend\">");
        for (var i = 0; i < names.Count; i++)
        {
            html.Write($"<li><svg viewBox=\"0 0 30 12\" aria-hidden=\"true\">");
            if (lines) html.Write($"<path class=\"curve c{i % Colors} d{i % Colors}\" d=\"M1 6H29\"/>");
            else html.Write($"<rect class=\"f{i % Colors}\" x=\"8\" width=\"14\" height=\"12\" rx=\"2\"/>");
            html.Write($"</svg>{names[i]}</li>");
        }
        html.Write($"</ul>\n");
    }
}
