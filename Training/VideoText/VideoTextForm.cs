using Gexia.Data.Image;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training;

/// <summary>What decides how the loss of a batch is computed.</summary>
/// <param name="Iterations">#iter of both IAMs.</param>
/// <param name="Pairs">Videos, and texts.</param>
/// <param name="Frames">Of each video.</param>
/// <param name="Size">Side of a frame, pixels.</param>
/// <param name="Windows">Of each text.</param>
/// <param name="Length">Ids of a window, columns that are padding in all cut away.</param>
internal readonly record struct VideoTextKey(Iterations Iterations, int Pairs, int Frames, int Size, int Windows, int Length)
{
    public static VideoTextKey Of(Batch batch, Iterations iterations, IVideoTextModel model)
    {
        var window = Math.Min(batch.TextLength, model.ContextLength);
        return new(iterations, batch.Count, batch.Frames, batch.Size, batch.TextLength / window, TextIds.LongestOf(batch.TokenIds, window, model.EndOfText));
    }

    /// <summary>Frames of all videos as a model takes them.</summary>
    public Shape FrameShape => [Pairs, Frames, 3, Size, Size];
}

/// <summary>The loss of batches of one <see cref="VideoTextKey"/>.</summary>
internal sealed class VideoTextForm : StepForm<Batch>
{
    private readonly IVideoTextModel model;
    private readonly VideoTextKey key;
    private readonly Tensor frames;
    private readonly TextIds texts;

    /// <param name="model">GEXIA, or mean pooling.</param>
    /// <param name="key">The form.</param>
    /// <param name="frames">[pairs, frames, 3, size, size], perhaps shared with other forms: each batch is written anew.</param>
    public VideoTextForm(IVideoTextModel model, VideoTextKey key, Tensor frames)
    {
        (this.model, this.key, this.frames) = (model, key, frames);
        texts = TextIds.Lasting(key.Pairs, key.Windows, key.Length, model.LogitScale.DType, model.EndOfText);
    }

    public override void Write(Batch batch)
    {
        VideoTextObjective.Write(batch, ..batch.Count, frames);
        texts.Write(batch.TokenIds);
    }

    public override Tensor Loss() => ContrastiveLoss.Symmetric(
        model.EncodeVideo(frames.To(model.LogitScale.DType), key.Iterations.Video), model.EncodeText(texts, key.Iterations.Text), model.LogitScale);
}
