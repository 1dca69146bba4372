using System.Globalization;
using Gexia.Data.Image;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training;
using Gexia.Training.Analysis;

namespace Gexia.Cli.Report;

/// <summary>How much the similarity falls when a patch of a frame is covered.</summary>
/// <param name="Frame">The frame.</param>
/// <param name="Drop">[rows, columns] S − S_masked for each mask position.</param>
internal sealed record AlignmentFrame(RgbImage Frame, double[,] Drop);

/// <summary>
/// Patch-masking alignment maps of one video and one text (GEXIA App. G): each frame, and the frame under its
/// map. One symmetric colour range serves the whole video; red means that covering the place costs similarity.
/// </summary>
internal sealed record AlignmentMaps(string Title, string Note, string Text, IReadOnlyList<AlignmentFrame> Frames)
    : ReportSection(Title, Note)
{
    private const int Rows = 120;           // shown of a frame, about

    /// <summary>The |Δ| that is fully coloured; null for the largest of these frames.</summary>
    public double? Range { get; init; }

    private const string Heading = "Patch-masking alignment map";

    /// <summary>Measures the map of one pair.</summary>
    /// <param name="model">A trained model.</param>
    /// <param name="set">Holds the pair.</param>
    /// <param name="index">Its number.</param>
    /// <param name="reader">Reads frames and text.</param>
    /// <param name="options">How the model is asked.</param>
    /// <param name="remark">What to add to the note, made from the map.</param>
    /// <param name="cancellation">Checked before every frame.</param>
    public static AlignmentMaps Measure(
        IVideoTextModel model, SampleSet set, int index, SampleReader reader, ModelOptions options,
        Func<AlignmentMap, string>? remark = null,
        CancellationToken cancellation = default)
    {
        using var scope = TensorScope.Begin();
        var batch = reader.ReadInOrder(set, index, 1, cancellation);
        var text = TextIds.Of(batch.TokenIds, batch.TextLength, model.ContextLength, model.EndOfText, model.LogitScale.Device);
        var map = AlignmentMap.Of(model.With(options), BatchFrames.Of(batch, model.LogitScale.Device), text, cancellation);
        var note = string.Create(
            CultureInfo.InvariantCulture,
            $"One pair of the test set at {options}: how far the cosine of video and text falls when a square of {map.Patch}×{map.Patch} "
            + $"pixels is covered with the mean colour, every {map.Stride:0.#} pixels. Red: covering the place costs similarity. ")
            + remark?.Invoke(map);
        var pair = set.Pairs[index];
        return new AlignmentMaps(
            Heading, note.TrimEnd(), pair.Text,
            [.. new MatchFinder(set, reader).Frames(pair).Select((frame, f) => new AlignmentFrame(frame, map.Layer(f)))]);
    }

    public override void Write(HtmlWriter html)
    {
        var range = Range ?? Frames.SelectMany(frame => frame.Drop.Cast<double>()).Select(Math.Abs).Where(double.IsFinite)
            .DefaultIfEmpty(0).Max();
        html.Write($"<p>Text: <bdi>{TerminalText.Shorten(Text, 280)}</bdi></p>\n<div class=\"maps\">\n");
        for (var i = 0; i < Frames.Count; i++)
        {
            var frame = Pictures.Magnify(Frames[i].Frame, Math.Max(1, (int)Math.Round(Rows / (double)Frames[i].Frame.Height)));
            var pair = Pictures.Strip([frame, HeatMap.Over(frame, Frames[i].Drop, range)], gap: 2);
            html.Write(
                $"<figure><img src=\"{Pictures.DataUri(pair)}\" width=\"{pair.Width}\" height=\"{pair.Height}\" alt=\"frame {i + 1} and "
                + $"its alignment map\"><figcaption>frame {i + 1}</figcaption></figure>\n");
        }
        var label = range.ToString("0.000", CultureInfo.InvariantCulture);
        html.Write(
            $"</div>\n<div class=\"scale\"><span>−{label}</span><img src=\"{Pictures.DataUri(HeatMap.Scale())}\" alt=\"colour scale from "
            + $"blue to red\"><span>+{label}</span><span>fall of the cosine when the place is covered</span></div>\n");
    }
}
