using Gexia.Data.Image;
using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training;

/// <summary>
/// The contrastive training of a video–text model: in: a batch's bytes and ids → both embeddings, with the #iter of the batch's
/// granularity → symmetric contrastive loss.
/// </summary>
/// <remarks>
/// The loss compares every video with every text, so a batch cannot simply be cut. But given the gradient at the embeddings, the
/// encoders treat each pair alone. With micro-batches the embeddings are made without a record; the loss is walked back as far
/// as them; and there each micro-batch is embedded again and walked back from its rows of the gradient (Gao et al.,
/// arXiv 2101.06983). That is what activation checkpoints do whose parts are micro-batches. Up to rounding, the gradients are those
/// of the whole batch; the activations are those of one micro-batch; the forward pass is made twice.
/// Batches whose steps are captured are told apart by their shapes and #iter (<see cref="StepForm{TBatch}"/>), of which there are at most
/// as many as the longest text of a batch has lengths, times granularities. Micro-batches are not captured: each has a text length of its
/// own, so that hardly a step would have the form of another.
/// </remarks>
/// <param name="model">GEXIA, or mean pooling on the same towers.</param>
/// <param name="iterations">#iter by the name of the granularity.</param>
/// <param name="microBatch">Pairs that are embedded at a time; 0 for the whole batch.</param>
public sealed class VideoTextObjective(IVideoTextModel model, IReadOnlyDictionary<string, Iterations> iterations, int microBatch = 0) : ICapturableObjective<Batch>
{
    // A form holds the small objects of a step, half a megabyte for each 750 kernel calls; what is beyond is computed as usual.
    private const int MostForms = 64;

    private readonly Dictionary<VideoTextKey, VideoTextForm> forms = [];
    private Tensor? pixels;                         // what forms write their frames into: only one is in use at a time

    /// <inheritdoc/>
    public ParameterSet Parameters => model.Parameters;

    /// <inheritdoc/>
    public Tensor Loss(Batch batch)
    {
        var iter = IterationsOf(batch);
        var video = InParts(batch.Count, part => model.EncodeVideo(Frames(batch, part).To(model.LogitScale.DType), iter.Video));
        var text = InParts(batch.Count, part => model.EncodeText(Texts(batch, part), iter.Text));
        return ContrastiveLoss.Symmetric(video, text, model.LogitScale);
    }

    /// <inheritdoc/>
    public StepForm<Batch>? FormOf(Batch batch)
    {
        if (microBatch > 0 && microBatch < batch.Count) return null;
        var key = VideoTextKey.Of(batch, IterationsOf(batch), model);
        if (forms.TryGetValue(key, out var form)) return form;
        if (forms.Count == MostForms) return null;
        forms.Add(key, form = new(model, key, FramesOf(key.FrameShape)));
        return form;
    }

    private Iterations IterationsOf(Batch batch) => iterations.TryGetValue(batch.Granularity, out var iter)
        ? iter
        : throw new ArgumentException($"VideoTextObjective: no #iter is given for granularity {batch.Granularity}; known are {string.Join(", ", iterations.Keys)}.", nameof(batch));

    private Tensor FramesOf(Shape shape)
    {
        // Forms that are captured already keep a smaller one.
        if (pixels is null || pixels.Length < shape.Length) pixels = Tensor.Lasting([checked((int)shape.Length)]);
        return pixels.View(Layout.Contiguous(shape));
    }

    /// <inheritdoc/>
    public string Describe(Batch batch) => batch.Granularity;

    /// <summary>A batch's frames as a model takes them.</summary>
    /// <returns>[batch, frames, 3, size, size], normalised by CLIP's mean and deviation.</returns>
    public static Tensor Frames(Batch batch) => Frames(batch, ..);

    private static Tensor Frames(Batch batch, Range part)
    {
        var frames = Tensor.Empty([part.GetOffsetAndLength(batch.Count).Length, batch.Frames, 3, batch.Size, batch.Size]);
        Write(batch, part, frames);
        return frames;
    }

    /// <summary>Normalises the frames of some pairs into a tensor.</summary>
    internal static void Write(Batch batch, Range part, Tensor frames)
    {
        var (first, count) = part.GetOffsetAndLength(batch.Count);
        var values = frames.Elements<float>();
        frames.CountWriting();
        var length = 3 * batch.Size * batch.Size;
        for (var i = 0; i < count * batch.Frames; i++)
            ClipPixels.Normalize(batch.Pixels.AsSpan(((first * batch.Frames) + i) * length, length), values.Slice(i * length, length));
    }

    private TextIds Texts(Batch batch, Range part)
    {
        var (first, count) = part.GetOffsetAndLength(batch.Count);
        return TextIds.Of(batch.TokenIds.AsSpan(first * batch.TextLength, count * batch.TextLength), batch.TextLength, model.ContextLength, model.EndOfText);
    }

    // Rows of f for all pairs, each part remembered only by its rows.
    private Tensor InParts(int pairs, Func<Range, Tensor> f)
    {
        if (microBatch <= 0 || microBatch >= pairs) return f(..pairs);
        var parts = new List<Tensor>();
        for (var first = 0; first < pairs; first += microBatch)
        {
            var part = first..Math.Min(pairs, first + microBatch);
            parts.Add(ActivationCheckpoint.Run(_ => f(part)));
        }
        return ConcatOp.Concat([.. parts], axis: 0);
    }
}
