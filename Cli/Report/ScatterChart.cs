namespace Gexia.Cli.Report;

/// <summary>Points of one kind.</summary>
/// <param name="Name">What the legend calls them.</param>
/// <param name="Points">Finite.</param>
internal sealed record ScatterSeries(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>
/// Points in the plane as SVG, such as those of a t-SNE, whose axes have one scale and mean nothing. Kinds differ in colour and in form.
/// </summary>
internal sealed record ScatterChart(string Title, string Note, IReadOnlyList<ScatterSeries> Series) : ReportSection(Title, Note)
{
    private const int Side = 560, Margin = 16;
    private const double Radius = 4;

    public override void Write(HtmlWriter html)
    {
        var all = Series.SelectMany(series => series.Points).Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToList();
        if (all.Count == 0)
        {
            html.Write($"<p class=\"note\">There is nothing to draw.</p>\n");
            return;
        }
        var (left, right) = (all.Min(point => point.X), all.Max(point => point.X));
        var (low, high) = (all.Min(point => point.Y), all.Max(point => point.Y));
        var range = Math.Max(Math.Max(right - left, high - low), 1e-12);
        double Place(double value, double centre) => (Side / 2.0) + ((value - centre) / range * (Side - (2 * Margin)));

        html.Write($"<ul class=\"legend\">");
        for (var i = 0; i < Series.Count; i++)
        {
            html.Write($"<li><svg viewBox=\"0 0 30 12\" aria-hidden=\"true\">");
            Mark(html, i, 15, 6);
            html.Write($"</svg>{Series[i].Name}</li>");
        }
        html.Write($"</ul>\n<div class=\"scroll\">");
        html.Write($"<svg class=\"chart scatter\" viewBox=\"0 0 {Side} {Side}\" role=\"img\" aria-label=\"{Title}\">\n");
        for (var i = 0; i < Series.Count; i++)
        {
            foreach (var (x, y) in Series[i].Points)
                if (double.IsFinite(x) && double.IsFinite(y))
                    Mark(html, i, Place(x, (left + right) / 2), Side - Place(y, (low + high) / 2));
            html.Write($"\n");
        }
        html.Write($"</svg></div>\n");
    }

    // A circle, a square, a triangle, and again.
    private static void Mark(HtmlWriter html, int series, double x, double y)
    {
        var colour = series % ChartLegend.Colors;
        switch (series % 3)
        {
            case 0:
                html.Write($"<circle class=\"f{colour}\" cx=\"{x}\" cy=\"{y}\" r=\"{Radius}\"/>");
                break;
            case 1:
                html.Write(
                    $"<rect class=\"f{colour}\" x=\"{x - Radius + 0.5}\" y=\"{y - Radius + 0.5}\" width=\"{(2 * Radius) - 1}\" "
                    + $"height=\"{(2 * Radius) - 1}\"/>");
                break;
            default:
                html.Write($"<path class=\"f{colour}\" d=\"M{x} {y - Radius}L{x + Radius} {y + Radius}H{x - Radius}Z\"/>");
                break;
        }
    }
}
