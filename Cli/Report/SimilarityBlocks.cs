using System.Globalization;
using Gexia.Training.Analysis;

namespace Gexia.Cli.Report;

/// <summary>The similarity of a video's clips under one model.</summary>
/// <param name="Name">The model.</param>
/// <param name="Cosines">[clips, clips], −1 to 1.</param>
/// <param name="Split">[clips] the two groups that were found without the mask.</param>
/// <param name="Scores">What it reaches, in words.</param>
internal sealed record SimilarityBlock(string Name, double[,] Cosines, IReadOnlyList<bool> Split, string Scores);

/// <summary>A video into which a stretch of another was pasted.</summary>
/// <param name="Text">What it is.</param>
/// <param name="Mask">[clips] true for the foreground's.</param>
/// <param name="Blocks">Under several models.</param>
internal sealed record SimilarityVideo(string Text, IReadOnlyList<bool> Mask, IReadOnlyList<SimilarityBlock> Blocks);

/// <summary>
/// Matrices of the similarity of clips, with the true foreground and the groups that were found, as SVG (S-ViLM, Figs. 2 left and 5).
/// Red is alike, blue is not; one range serves all of them.
/// </summary>
internal sealed record SimilarityBlocks(string Title, string Note, IReadOnlyList<SimilarityVideo> Videos) : ReportSection(Title, Note)
{
    private const int Cell = 20, Strip = 12, Gap = 6, Margin = 90;

    public override void Write(HtmlWriter html)
    {
        foreach (var video in Videos)
        {
            html.Write($"<p><bdi>{TerminalText.Shorten(video.Text, 280)}</bdi></p>\n<div class=\"maps\">\n");
            foreach (var block in video.Blocks)
            {
                html.Write($"<figure>\n");
                WriteMatrix(html, video.Mask, block);
                html.Write($"<figcaption>{block.Name}: {block.Scores}</figcaption></figure>\n");
            }
            html.Write($"</div>\n");
        }
        html.Write(
            $"<div class=\"scale\"><span>−1</span><img src=\"{Pictures.DataUri(HeatMap.Scale())}\" alt=\"colour scale from blue to red\">"
            + $"<span>+1</span><span>cosine of two clips</span></div>\n");
    }

    private static void WriteMatrix(HtmlWriter html, IReadOnlyList<bool> mask, SimilarityBlock block)
    {
        var clips = mask.Count;
        var (width, height) = (Margin + (clips * Cell), (clips * Cell) + (2 * (Gap + Strip)));
        html.Write(
            $"<svg viewBox=\"0 0 {width} {height}\" style=\"width:{width}px\" role=\"img\" aria-label=\"similarity of {clips} clips\">\n");
        for (var j = 0; j < clips; j++)
            for (var k = 0; k < clips; k++)
            {
                var (r, g, b) = HeatMap.Color(block.Cosines[j, k]);
                var tip = block.Cosines[j, k].ToString("0.00", CultureInfo.InvariantCulture);
                html.Write(
                    $"<rect x=\"{Margin + (k * Cell)}\" y=\"{j * Cell}\" width=\"{Cell}\" height=\"{Cell}\" "
                    + $"fill=\"rgb({(int)r},{(int)g},{(int)b})\"><title>{tip}</title></rect>");
            }
        WriteStrip(html, "foreground", mask, (clips * Cell) + Gap);
        WriteStrip(html, "found", block.Split, (clips * Cell) + (2 * Gap) + Strip);
        html.Write($"</svg>\n");
    }

    private static void WriteStrip(HtmlWriter html, string name, IReadOnlyList<bool> kinds, int top)
    {
        html.Write($"\n<text x=\"{Margin - 6}\" y=\"{top + Strip - 2}\" text-anchor=\"end\">{name}</text>");
        for (var k = 0; k < kinds.Count; k++)
            html.Write(
                $"<rect class=\"f{(kinds[k] ? 1 : 0)}\" x=\"{Margin + (k * Cell) + 1}\" y=\"{top}\" width=\"{Cell - 2}\" "
                + $"height=\"{Strip}\"/>");
    }
}
