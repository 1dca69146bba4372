using System.Globalization;
using Gexia.Data.Image;

namespace Gexia.Cli.Report;

/// <summary>How much the similarity falls when a patch of a frame is covered.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="Drop">[rows, columns] S − S_masked for each mask position.</param>
internal sealed record AlignmentFrame(RgbImage Frame, float[,] Drop);

/// <summary>
/// Patch-masking alignment maps of one video and one text (spec/gexia.md §10.5): each frame, and the frame under its
/// map. One symmetric colour range serves the whole video; red means that covering the place costs similarity.
/// </summary>
internal sealed record AlignmentMaps(string Title, string Note, string Text, IReadOnlyList<AlignmentFrame> Frames) : ReportSection(Title, Note)
{
    private const int Rows = 120;           // shown of a frame, about

    public override void Write(HtmlWriter html)
    {
        var range = Frames.SelectMany(frame => frame.Drop.Cast<float>()).Select(Math.Abs).Where(float.IsFinite).DefaultIfEmpty(0).Max();
        html.Write($"<p>Text: <bdi>{TerminalText.Shorten(Text, 280)}</bdi></p>\n<div class=\"maps\">\n");
        for (var i = 0; i < Frames.Count; i++)
        {
            var frame = Pictures.Magnify(Frames[i].Frame, Math.Max(1, Rows / Frames[i].Frame.Height));
            var pair = Pictures.Strip([frame, HeatMap.Over(frame, Frames[i].Drop, range)], gap: 2);
            html.Write($"<figure><img src=\"{Pictures.DataUri(pair)}\" width=\"{pair.Width}\" height=\"{pair.Height}\" alt=\"frame {i + 1} and its alignment map\"><figcaption>frame {i + 1}</figcaption></figure>\n");
        }
        var label = range.ToString("0.000", CultureInfo.InvariantCulture);
        html.Write($"</div>\n<div class=\"scale\"><span>−{label}</span><img src=\"{Pictures.DataUri(HeatMap.Scale())}\" alt=\"colour scale from blue to red\"><span>+{label}</span><span>fall of the cosine when the place is covered</span></div>\n");
    }
}
