using System.Globalization;
using Gexia.Cli.Report;

namespace Gexia.Cli.Search;

/// <summary>Bars that show how scores stand to the cut, which is marked in each.</summary>
/// <param name="cut">The score from which on a moment matches.</param>
/// <param name="best">The best score of the answer.</param>
internal readonly struct Meter(double cut, double best)
{
    private const double Width = 100;

    private readonly bool hasCut = cut > 0 && double.IsFinite(cut);

    // Full is the best score, or twice the cut where that is more.
    private readonly double full = Math.Max(cut > 0 && double.IsFinite(cut) ? 2 * cut : 0, double.IsFinite(best) ? Math.Max(best, 1) : 1);

    public void Write(HtmlWriter html, double score)
    {
        html.Write(
            $"<svg class=\"meter\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"all\" "
            + $"width=\"100\" height=\"8\"/><rect class=\"part\" width=\"{Part(score)}\" height=\"8\"/>");
        if (hasCut) html.Write($"<rect class=\"cut\" x=\"{Part(cut)}\" width=\"1\" height=\"8\"/>");
        html.Write($"</svg>");
    }

    private string Part(double value) => (Width * Math.Clamp(value / full, 0, 1)).ToString("0.#", CultureInfo.InvariantCulture);
}
