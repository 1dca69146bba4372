using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Models;

namespace Gexia.Training.Evaluation;

/// <summary>
/// Whether a model hears the order in which a video's segments come: for each text, the choice between its video and the twin that shows
/// the same segments in opposite order.
/// </summary>
/// <remarks>
/// The cosine of text and video against that of text and twin. A model that takes the frames as a set gives both the same score, up to the
/// rounding of sums in another order, and a tie counts half: so it chooses right in 50 % by construction.
/// </remarks>
internal static class TwinChoice
{
    /// <summary>Cosines that differ by less are equal but for rounding.</summary>
    public const double Tie = 1e-5;

    /// <summary>The same pairs with their videos' segments in opposite order.</summary>
    public static SampleSet Twins(SampleSet set) => set with { Pairs = [.. set.Pairs.Select(Twin)] };

    /// <summary>Measures the choice of every text.</summary>
    /// <param name="evaluation">Embeds.</param>
    /// <param name="set">Pairs of several segments each.</param>
    /// <param name="options">How the model is asked.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    /// <returns>[texts] 100 where the video is chosen, 0 where its twin is, 50 for a tie; the mean is the figure in percent.</returns>
    public static IReadOnlyList<double> Measure(
        VideoTextEvaluation evaluation, SampleSet set, ModelOptions options, CancellationToken cancellation = default)
    {
        using var scope = TensorScope.Begin();
        var (right, twins) = (evaluation.Embed(set, options, cancellation), evaluation.Embed(Twins(set), options, cancellation));
        var (texts, videos, opposite) = (Rows(right.Texts), Rows(right.Videos), Rows(twins.Videos));
        return
        [
            .. texts.Select((text, i) => Choice(Dot(text, videos[right.Gallery.ClipOf[i]]), Dot(text, opposite[twins.Gallery.ClipOf[i]])))
        ];
    }

    /// <summary>100, 50 or 0 for a pair of scores; what is no number is never chosen.</summary>
    internal static double Choice(double right, double twin) =>
        double.IsNaN(right) ? 0 : double.IsNaN(twin) ? 100 : Math.Abs(right - twin) < Tie ? 50 : right > twin ? 100 : 0;

    private static Pair Twin(Pair pair) => pair with { Clip = [.. pair.Clip.Reverse()] };

    private static float[][] Rows(Tensor embeddings)
    {
        var unit = CosineScores.UnitRows(embeddings);
        return [.. unit.ToArray<float>().Chunk(Math.Max(1, unit.Shape[1]))];
    }

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
