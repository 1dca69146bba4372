using System.Globalization;
using System.Text;

namespace Gexia.Cli.Report;

/// <summary>One curve of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">In order of x; values that are not finite break the curve.</param>
internal sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points);

/// <summary>Curves over a common axis as SVG, such as losses over steps. Curves differ in colour and in dash.</summary>
internal sealed record LineChart(string Title, string Note, string XLabel, string YLabel, IReadOnlyList<ChartSeries> Series)
    : ReportSection(Title, Note)
{
    /// <summary>A value of x that is set off, and what it is; null for none.</summary>
    public (double X, string Name)? Mark { get; init; }

    /// <summary>Whether x counts something, so that no tick lies between whole numbers.</summary>
    public bool CountsX { get; init; }

    private const int Width = 720, Height = 320, Left = 58, Right = 14, Top = 10, Bottom = 46;
    private const int MostPoints = 100;     // of one curve; with more, noise hides the course

    public override void Write(HtmlWriter html)
    {
        var curves = Series.Select(series => series with { Points = Thin(series.Points) }).ToList();
        var points =
            curves.SelectMany(series => series.Points).Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToList();
        if (points.Count == 0)
        {
            html.Write($"<p class=\"note\">There is nothing to draw.</p>\n");
            return;
        }
        var (first, last) = (points.Min(point => point.X), points.Max(point => point.X));
        var across = AxisTicks.Cover(first, last, CountsX ? Math.Clamp((int)(last - first), 1, 8) : 8);
        var up = AxisTicks.Cover(points.Min(point => point.Y), points.Max(point => point.Y));
        double X(double value) => Left + ((value - across.First) / (across.Last - across.First) * (Width - Left - Right));
        double Y(double value) => Height - Bottom - ((value - up.First) / (up.Last - up.First) * (Height - Top - Bottom));

        ChartLegend.Write(html, [.. Series.Select(series => series.Name)], lines: true);
        html.Write(
            $"<div class=\"scroll\"><svg class=\"chart\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Title}: "
            + $"{YLabel} over {XLabel}\">\n");
        foreach (var tick in up.Values)
            html.Write(
                $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick)}\" y2=\"{Y(tick)}\"/><text x=\"{Left - 8}\" "
                + $"y=\"{Y(tick) + 4}\" text-anchor=\"end\">{up.Label(tick)}</text>\n");
        foreach (var tick in across.Values)
            html.Write(
                $"<line class=\"axis\" x1=\"{X(tick)}\" x2=\"{X(tick)}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom + 5}\"/><text "
                + $"x=\"{X(tick)}\" y=\"{Height - Bottom + 19}\" text-anchor=\"middle\">{across.Label(tick)}</text>\n");
        html.Write($"<line class=\"axis\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Height - Bottom}\" y2=\"{Height - Bottom}\"/>\n");
        if (Mark is { } mark && mark.X >= across.First && mark.X <= across.Last)
        {
            html.Write(
                $"<line class=\"axis mark\" x1=\"{X(mark.X)}\" x2=\"{X(mark.X)}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/><text "
                + $"x=\"{X(mark.X) + 5}\" y=\"{Top + 12}\">{mark.Name}</text>\n");
        }
        html.Write($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\" text-anchor=\"middle\">{XLabel}</text>");
        html.Write($"<text transform=\"translate(14 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">{YLabel}</text>\n");
        for (var i = 0; i < curves.Count; i++)
            html.Write(
                $"<path class=\"curve c{i % ChartLegend.Colors} d{i % ChartLegend.Colors}\" d=\"{Path(curves[i].Points, X, Y)}\"/>\n");
        html.Write($"</svg></div>\n");
    }

    /// <summary>At most <see cref="MostPoints"/> points, each the mean of as many neighbours.</summary>
    internal static IReadOnlyList<(double X, double Y)> Thin(IReadOnlyList<(double X, double Y)> points)
    {
        var group = (points.Count + MostPoints - 1) / MostPoints;
        return group <= 1
            ? points
            : [.. points.Chunk(group).Select(part => (part.Average(point => point.X), part.Average(point => point.Y)))];
    }

    private static string Path(IReadOnlyList<(double X, double Y)> points, Func<double, double> x, Func<double, double> y)
    {
        var path = new StringBuilder();
        var pen = 'M';
        foreach (var point in points)
        {
            if (!double.IsFinite(point.X) || !double.IsFinite(point.Y))
            {
                pen = 'M';
                continue;
            }
            path.Append(CultureInfo.InvariantCulture, $"{pen}{x(point.X):0.#} {y(point.Y):0.#}");
            pen = 'L';
        }
        return path.ToString();
    }
}
