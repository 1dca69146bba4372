using Gexia.Cli.Report;

namespace Gexia.Benchmarks;

/// <summary>Time over #iter with its fitted line, as an SVG file that stands alone.</summary>
internal static class CostPlot
{
    private const int Width = 560, Height = 340, Left = 70, Right = 16, Top = 36, Bottom = 50;

    public static string Svg(IReadOnlyList<double> iterations, IReadOnlyList<double> seconds, Fit fit)
    {
        double Line(double n) => fit.Intercept + (fit.Slope * n);
        double[] heights = [.. seconds, Line(iterations[0]), Line(iterations[^1])];
        var up = AxisTicks.Cover(heights.Min(), heights.Max());
        double X(double n) => Left + 24 + (n / iterations[^1] * (Width - Left - Right - 48));
        double Y(double s) => Height - Bottom - ((s - up.First) / (up.Last - up.First) * (Height - Top - Bottom));

        var svg = new HtmlWriter();
        svg.Write(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"13\" "
            + $"role=\"img\" aria-label=\"Seconds of a forward pass over #iter\">\n");
        svg.Write($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#fff\"/>\n");
        svg.Write(
            $"<text x=\"{Left}\" y=\"20\">line: {fit.Intercept:0.000} s + {fit.Slope * 1000:0.0} ms · #iter, "
            + $"R² = {fit.R2:0.0000}</text>\n");
        foreach (var tick in up.Values)
            svg.Write(
                $"<path d=\"M{Left} {Y(tick)}H{Width - Right}\" stroke=\"#ddd\"/><text x=\"{Left - 8}\" y=\"{Y(tick) + 4}\" "
                + $"text-anchor=\"end\">{up.Label(tick)}</text>\n");
        foreach (var n in iterations)
            svg.Write($"<text x=\"{X(n)}\" y=\"{Height - Bottom + 20}\" text-anchor=\"middle\">{n}</text>\n");
        svg.Write(
            $"<path d=\"M{X(iterations[0])} {Y(Line(iterations[0]))}L{X(iterations[^1])} {Y(Line(iterations[^1]))}\" stroke=\"#c45\" "
            + $"stroke-width=\"1.5\"/>\n");
        for (var i = 0; i < seconds.Count; i++)
            svg.Write($"<circle cx=\"{X(iterations[i])}\" cy=\"{Y(seconds[i])}\" r=\"4\" fill=\"#235\"/>\n");
        svg.Write($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 10}\" text-anchor=\"middle\">#iter (video and text)</text>\n");
        svg.Write(
            $"<text transform=\"translate(16 {(Top + Height - Bottom) / 2}) rotate(-90)\" text-anchor=\"middle\">seconds, "
            + $"video + text forward</text>\n</svg>\n");
        return svg.ToString();
    }
}
