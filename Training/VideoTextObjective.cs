using Gexia.Data.Image;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training;

/// <summary>
/// The contrastive training of a video–text model: in: a batch's bytes and ids → both embeddings, with the #iter of the batch's
/// granularity → symmetric contrastive loss.
/// </summary>
/// <param name="model">GEXIA, or mean pooling on the same towers.</param>
/// <param name="iterations">#iter by the name of the granularity.</param>
public sealed class VideoTextObjective(IVideoTextModel model, IReadOnlyDictionary<string, Iterations> iterations) : IObjective<Batch>
{
    /// <inheritdoc/>
    public ParameterSet Parameters => model.Parameters;

    /// <inheritdoc/>
    public Tensor Loss(Batch batch)
    {
        if (!iterations.TryGetValue(batch.Granularity, out var iter))
            throw new ArgumentException($"VideoTextObjective: no #iter is given for granularity {batch.Granularity}; known are {string.Join(", ", iterations.Keys)}.", nameof(batch));
        var video = model.EncodeVideo(Frames(batch), iter.Video);
        var text = model.EncodeText(TextIds.Of(batch.TokenIds, batch.TextLength, model.ContextLength), iter.Text);
        return ContrastiveLoss.Symmetric(video, text, model.LogitScale);
    }

    /// <inheritdoc/>
    public string Describe(Batch batch) => batch.Granularity;

    /// <summary>A batch's frames as a model takes them.</summary>
    /// <returns>[batch, frames, 3, size, size], normalised by CLIP's mean and deviation.</returns>
    public static Tensor Frames(Batch batch)
    {
        var frames = Tensor.Empty([batch.Count, batch.Frames, 3, batch.Size, batch.Size]);
        var values = frames.AsSpan<float>();
        var length = 3 * batch.Size * batch.Size;
        for (var i = 0; i < batch.Count * batch.Frames; i++)
            ClipPixels.Normalize(batch.Pixels.AsSpan(i * length, length), values.Slice(i * length, length));
        return frames;
    }
}
