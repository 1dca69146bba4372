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
internal sealed class MicroBatches(VideoTextShape shape, IVideoTextModel model, int size, TowerUses? towers = null) : BatchInputs
{
    private readonly TowerUses towers = towers ?? TowerUses.Learning;
    private readonly BatchBlend? blend = BatchBlend.For(shape, model, InputMemory.OfScope);
    private VideoTextBatch? batch;      // null where the model's device holds no numbers, so that there is nothing to write

    public override void Write(VideoTextBatch batch)
    {
        this.batch = batch;
        if (batch.Additions?.Blend is { } drawn) blend?.Write(drawn);
    }

    public override Tensor Videos(Func<Tensor, Tensor?, Tensor> encode) => InParts(shape.Pairs, size, (first, count) =>
    {
        return encode(BatchFrames.Normalized(Frames(first, count), model.ComputeType), Noise(first, count));
    });

    public override Tensor EmbeddedVideos(IVideoTextModel model) => towers.Vision == TowerUse.Learns
        ? base.EmbeddedVideos(model)
        : InParts(shape.Pairs, size, (first, count) => BatchFrames.Embedded(model, Frames(first, count)));

    private Tensor Frames(int first, int count)
    {
        var frames = BatchFrames.Unwritten(shape, count, towers, model.LogitScale.Device, InputMemory.OfScope);
        if (batch is not null) BatchFrames.Write(batch.Data, first, frames);
        return frames;
    }

    public override Tensor Texts(Func<TextIds, Tensor> encode) => InParts(shape.Pairs, size, (first, count) => encode(batch is null
        ? BatchTexts.Unwritten(count, shape.Windows, shape.Length, model, InputMemory.OfScope)
        : Written(batch.Data.TokenIds, batch.Data.TextLength, first, count)));

    public override Tensor EmbeddedTexts(IVideoTextModel model) => towers.Text == TowerUse.Learns
        ? base.EmbeddedTexts(model)
        : InParts(shape.Pairs, size, (first, count) =>
        {
            var texts = StepTexts.Unwritten(shape, count, model, towers, InputMemory.OfScope);
            if (batch is not null) texts.Write(batch.Data, first);
            return texts.Embedded(model);
        });

    public override Tensor Phrases(Func<TextIds, Tensor> encode) => shape.Needs.Phrases == 0
        ? base.Phrases(encode)
        : InParts(shape.Pairs * shape.Needs.Phrases, size * shape.Needs.Phrases, (first, count) => encode(batch is null
            ? BatchTexts.Unwritten(count, 1, shape.Needs.PhraseLength, model, InputMemory.OfScope)
            : Written(batch.Additions!.PhraseIds, batch.Additions.PhraseLength, first, count)));

    public override BlendInputs? Blend => blend?.Inputs;

    private TextIds Written(int[] ids, int length, int first, int count) =>
        BatchTexts.Of(ids.AsSpan(first * length, count * length), length, model);

    private Tensor? Noise(int first, int count)
    {
        var numbers = shape.Needs.Noise;
        if (numbers == 0) return null;
        var noise = Tensor.Empty([count, numbers], DType.Float32, model.LogitScale.Device);
        if (batch is not null) noise.Write<float>(batch.Additions!.Noise.AsSpan(first * numbers, count * numbers));
        return noise.To(model.LogitScale.DType);
    }

    // Rows of f for all items, each part remembered only by its rows.
    private static Tensor InParts(int items, int size, Func<int, int, Tensor> f)
    {
        var parts = new List<Tensor>();
        for (var start = 0; start < items; start += size)
        {
            var (first, count) = (start, Math.Min(size, items - start));
            parts.Add(ActivationCheckpoint.Run(_ => f(first, count)));
        }
        return ConcatOp.Concat([.. parts], axis: 0);
    }
}
