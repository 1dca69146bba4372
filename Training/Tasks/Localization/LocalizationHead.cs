using System.Globalization;
using Gexia.Models;
using Gexia.Models.Layers;

namespace Gexia.Training.Tasks.Localization;

/// <summary>
/// A class or none, and the way to the start and to the end, at each of the positions of a video.
/// </summary>
/// <remarks>
/// h₀ = gelu(W·LN(z)); hₗ = hₗ₋₁ + gelu(Wₗ·[hₗ₋₁[i−1] ; hₗ₋₁[i] ; hₗ₋₁[i+1]] + bₗ) with zeros beyond the ends, a convolution over three
/// positions; classes A·h, background last, and times B·h = (ln l, ln r): the action begins l positions before position i and ends r behind
/// it.
/// </remarks>
/// <param name="scope">Where the parameters are named.</param>
/// <param name="features">Numbers of a clip.</param>
/// <param name="width">Of h.</param>
/// <param name="layers">Convolutions.</param>
/// <param name="classes">Without the background.</param>
internal sealed class LocalizationHead(ParameterScope scope, int features, int width, int layers, int classes)
{
    private readonly LayerNorm norm = new(scope.At("norm"), features);
    private readonly Linear entrance = new(scope.At("entrance"), features, width);
    private readonly Linear[] convolutions =
    [
        .. Enumerable.Range(0, layers).Select(
            i => new Linear(scope.At($"convolution.{i.ToString(CultureInfo.InvariantCulture)}"), 3 * width, width))
    ];
    private readonly Linear classifier = new(scope.At("classes"), width, classes + 1);
    private readonly Linear times = new(scope.At("times"), width, 2);

    /// <summary>Numbers of a clip.</summary>
    public int Features => features;

    /// <summary>Classes without the background, whose number this is.</summary>
    public int Classes => classes;

    /// <summary>Both outputs.</summary>
    /// <param name="clips">[videos, positions, <see cref="Features"/>].</param>
    /// <returns>[videos·positions, classes + 1] logits, and [videos·positions, 2] logarithms of positions.</returns>
    public (Tensor Classes, Tensor Times) Forward(Tensor clips)
    {
        var (videos, positions) = (clips.Shape[0], clips.Shape[1]);
        var h = entrance.Forward(norm.Forward(clips)).Gelu();
        foreach (var convolution in convolutions)
        {
            var end = h.NewZeros([videos, 1, width]);
            var padded = ConcatOp.Concat([end, h, end], axis: 1);
            var neighbours = ConcatOp.Concat(
                [padded.Slice(1, 0, positions), h, padded.Slice(1, 2, positions)], axis: 2);
            h += convolution.Forward(neighbours).Gelu();
        }
        var rows = h.Reshape(videos * positions, width);
        return (classifier.Forward(rows), times.Forward(rows));
    }
}
