using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training;

/// <summary>The inputs of a step that encodes some pairs at a time.</summary>
/// <remarks>
/// A loss may compare every video with every text, so a batch cannot simply be cut. But given the gradient at the encoders' outputs, each
/// pair is treated alone. So the outputs are made without a record; the loss is differentiated as far as them; and there each micro-batch
/// is encoded again and walked back from its rows of the gradient (Gao et al., arXiv 2101.06983). That is what activation checkpoints
/// do whose parts are micro-batches. Up to rounding, the gradients are those of the whole batch; the activations are those of one
/// micro-batch; the forward pass is made twice. Frames are normalised and texts cut for each micro-batch when it is encoded, so that
/// no more than its own are in memory. A micro-batch has a text length of its own, so hardly a step would have the shapes of another:
/// such steps are not captured.
/// </remarks>
internal sealed class MicroBatches(VideoTextShape shape, IVideoTextModel model, int size) : BatchInputs
{
    private Batch? batch;           // null where the model's device holds no numbers, so that there is nothing to write

    public override void Write(VideoTextBatch batch) => this.batch = batch.Data;

    public override Tensor Videos(Func<Tensor, Tensor> encode) => InParts((first, count) =>
    {
        var pixels = Tensor.Empty(shape.PixelShape(count), DType.UInt8, model.LogitScale.Device);
        if (batch is not null) BatchFrames.Write(batch, first, pixels);
        return encode(BatchFrames.Normalized(pixels, model.ComputeType));
    });

    public override Tensor Texts(Func<TextIds, Tensor> encode) => InParts((first, count) => encode(batch is null
        ? BatchTexts.Unwritten(count, shape.Windows, shape.Length, model, InputMemory.OfScope)
        : BatchTexts.Of(batch.TokenIds.AsSpan(first * batch.TextLength, count * batch.TextLength), batch.TextLength, model)));

    // Rows of f for all pairs, each part remembered only by its rows.
    private Tensor InParts(Func<int, int, Tensor> f)
    {
        var parts = new List<Tensor>();
        for (var start = 0; start < shape.Pairs; start += size)
        {
            var (first, count) = (start, Math.Min(size, shape.Pairs - start));
            parts.Add(ActivationCheckpoint.Run(_ => f(first, count)));
        }
        return ConcatOp.Concat([.. parts], axis: 0);
    }
}
