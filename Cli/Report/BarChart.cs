namespace Gexia.Cli.Report;

/// <summary>Groups of bars as SVG, such as R@1 by the #iter chosen at inference; every bar carries its value.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Note">What it shows.</param>
/// <param name="YLabel">Name and unit of the values.</param>
/// <param name="Groups">What stands below each group.</param>
/// <param name="Series">A name and a value for each group, 0 or more; NaN leaves a gap.</param>
internal sealed record BarChart(
    string Title, string Note, string YLabel, IReadOnlyList<string> Groups,
    IReadOnlyList<(string Name, IReadOnlyList<double> Values)> Series)
    : ReportSection(Title, Note)
{
    private const int Width = 720, Height = 300, Left = 58, Right = 14, Top = 18, Margin = 34, SlantedMargin = 96;
    private const int MostUpright = 6;      // groups whose names have room side by side
    private const double Gap = 0.2;         // of a group's width

    public override void Write(HtmlWriter html)
    {
        var values = Series.SelectMany(series => series.Values).Where(double.IsFinite).ToList();
        if (values.Count == 0)
        {
            html.Write($"<p class=\"note\">There is nothing to draw.</p>\n");
            return;
        }
        var isSlanted = Groups.Count > MostUpright;
        var bottom = isSlanted ? SlantedMargin : Margin;
        var up = AxisTicks.Cover(0, Math.Max(values.Max(), 1e-6));
        double Y(double value) => Height - bottom - (value / up.Last * (Height - Top - bottom));
        var group = (Width - Left - Right) / (double)Groups.Count;
        var bar = group * (1 - Gap) / Series.Count;

        ChartLegend.Write(html, [.. Series.Select(series => series.Name)], lines: false);
        html.Write(
            $"<div class=\"scroll\"><svg class=\"chart\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Title}: "
            + $"{YLabel}\">\n");
        foreach (var tick in up.Values)
            html.Write(
                $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick)}\" y2=\"{Y(tick)}\"/><text x=\"{Left - 8}\" "
                + $"y=\"{Y(tick) + 4}\" text-anchor=\"end\">{up.Label(tick)}</text>\n");
        html.Write($"<text transform=\"translate(14 {(Top + Height - bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{YLabel}</text>\n");
        for (var g = 0; g < Groups.Count; g++)
        {
            var start = Left + (g * group) + (group * Gap / 2);
            for (var s = 0; s < Series.Count; s++)
            {
                var value = Series[s].Values[g];
                if (!double.IsFinite(value)) continue;
                var x = start + (s * bar);
                html.Write(
                    $"<rect class=\"f{s % ChartLegend.Colors}\" x=\"{x + 1}\" y=\"{Y(value)}\" width=\"{bar - 2}\" "
                    + $"height=\"{Y(0) - Y(value)}\" rx=\"2\"/>");
                html.Write($"<text class=\"value\" x=\"{x + (bar / 2)}\" y=\"{Y(value) - 4}\" text-anchor=\"middle\">{value:0.0}</text>\n");
            }
            var centre = Left + ((g + 0.5) * group);
            if (isSlanted)
            {
                html.Write(
                    $"<text transform=\"translate({centre + 4} {Height - bottom + 14}) rotate(-40)\" text-anchor=\"end\">{Groups[g]}"
                    + $"</text>\n");
            }
            else html.Write($"<text x=\"{centre}\" y=\"{Height - bottom + 20}\" text-anchor=\"middle\">{Groups[g]}</text>\n");
        }
        html.Write($"<line class=\"axis\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(0)}\" y2=\"{Y(0)}\"/>\n</svg></div>\n");
    }
}
