using Gexia.Data.Image;

namespace Gexia.Cli.Report;

/// <summary>Where a phrase points under one model.</summary>
/// <param name="Name">The model.</param>
/// <param name="Layers">A map for each frame.</param>
/// <param name="Scores">What it reaches, in words.</param>
internal sealed record PhraseLayers(string Name, IReadOnlyList<double[,]> Layers, string Scores);

/// <summary>A phrase and the frames that it is looked for in.</summary>
/// <param name="Text">The phrase, and of which video.</param>
/// <param name="Frames">Pictures of one size in time order.</param>
/// <param name="Models">Where it points, for several models.</param>
internal sealed record PhrasePicture(string Text, IReadOnlyList<RgbImage> Frames, IReadOnlyList<PhraseLayers> Models);

/// <summary>
/// Frames as a noun phrase lights them: bright where the group token lies that it picks, dark elsewhere (S-ViLM, Figs. 2 right and 4).
/// </summary>
internal sealed record PhrasePictures(string Title, string Note, IReadOnlyList<PhrasePicture> Phrases) : ReportSection(Title, Note)
{
    private const int Rows = 72;           // shown of a frame, about
    private const double Darkest = 0.18;

    public override void Write(HtmlWriter html)
    {
        foreach (var phrase in Phrases)
        {
            var scale = Math.Max(1, (int)Math.Round(Rows / (double)phrase.Frames[0].Height));
            List<RgbImage> frames = [.. phrase.Frames.Select(frame => Pictures.Magnify(frame, scale))];
            html.Write($"<p><bdi>{TerminalText.Shorten(phrase.Text, 280)}</bdi></p>\n<div class=\"maps\">\n");
            WriteStrip(html, frames, "the frames", "frames of the video");
            foreach (var model in phrase.Models)
            {
                var range = model.Layers.SelectMany(layer => layer.Cast<double>()).Where(double.IsFinite).DefaultIfEmpty(0).Max();
                WriteStrip(
                    html, [.. frames.Zip(model.Layers, (frame, layer) => Lit(frame, layer, range))], $"{model.Name}: {model.Scores}",
                    $"the same, lit by {model.Name}");
            }
            html.Write($"</div>\n");
        }
    }

    /// <summary>A frame under a map, which is stretched over it: full brightness at the range's end, dark at 0.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="map">[rows, columns] weights.</param>
    /// <param name="range">The weight that leaves a pixel as it is; 0 or less leaves all of them dark.</param>
    internal static RgbImage Lit(RgbImage frame, double[,] map, double range)
    {
        var lit = new RgbImage(frame.Width, frame.Height);
        for (var row = 0; row < frame.Height; row++)
            for (var column = 0; column < frame.Width; column++)
            {
                var weight = Training.Analysis.Bilinear.Sample(map, (row + 0.5) / frame.Height, (column + 0.5) / frame.Width);
                var part = range > 0 && double.IsFinite(weight) ? Math.Clamp(weight / range, 0, 1) : 0;
                var at = ((row * frame.Width) + column) * 3;
                for (var c = 0; c < 3; c++)
                    lit.Pixels[at + c] = (byte)Math.Round(frame.Pixels[at + c] * (Darkest + ((1 - Darkest) * part)));
            }
        return lit;
    }

    private static void WriteStrip(HtmlWriter html, IReadOnlyList<RgbImage> frames, string caption, string alternative)
    {
        var strip = Pictures.Strip(frames, gap: 2);
        html.Write(
            $"<figure><img src=\"{Pictures.DataUri(strip)}\" width=\"{strip.Width}\" height=\"{strip.Height}\" style=\"height:auto\" "
            + $"alt=\"{alternative}\"><figcaption>{caption}</figcaption></figure>\n");
    }
}
