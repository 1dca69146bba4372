using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training;

/// <summary>The inputs of a step that encodes all pairs at once.</summary>
internal sealed class WholeBatch(VideoTextShape shape, IVideoTextModel model, InputMemory memory, TowerUses? towers = null) : BatchInputs
{
    private readonly TowerUses towers = towers ?? TowerUses.Learning;
    private readonly Tensor frames = BatchFrames.Unwritten(
        shape, shape.Pairs, towers ?? TowerUses.Learning, model.LogitScale.Device, memory);
    private readonly StepTexts texts = StepTexts.Unwritten(shape, shape.Pairs, model, towers ?? TowerUses.Learning, memory);
    private readonly TextIds? phrases = shape.Needs.Phrases == 0 ? null : BatchTexts.Unwritten(
        shape.Pairs * shape.Needs.Phrases, 1, shape.Needs.PhraseLength, model, memory);
    private readonly Tensor? noise = shape.Needs.Noise == 0 ? null : memory.Empty(
        [shape.Pairs, shape.Needs.Noise], DType.Float32, model.LogitScale.Device);
    private readonly BatchBlend? blend = BatchBlend.For(shape, model, memory);

    public override void Write(VideoTextBatch batch)
    {
        BatchFrames.Write(batch.Data, 0, frames);
        texts.Write(batch.Data, 0);
        if (batch.Additions is not { } additions) return;
        phrases?.Write(additions.PhraseIds);
        noise?.Write<float>(additions.Noise);
        if (additions.Blend is { } drawn) blend?.Write(drawn);
    }

    public override Tensor Videos(Func<Tensor, Tensor?, Tensor> encode) =>
        encode(BatchFrames.Normalized(frames, model.ComputeType), noise?.To(model.LogitScale.DType));

    public override Tensor EmbeddedVideos(IVideoTextModel model) =>
        towers.Vision == TowerUse.Learns ? base.EmbeddedVideos(model) : BatchFrames.Embedded(model, frames);

    public override Tensor Texts(Func<TextIds, Tensor> encode) => encode(texts.Ids);

    public override Tensor EmbeddedTexts(IVideoTextModel model) =>
        towers.Text == TowerUse.Learns ? base.EmbeddedTexts(model) : texts.Embedded(model);

    public override Tensor Phrases(Func<TextIds, Tensor> encode) => phrases is null ? base.Phrases(encode) : encode(phrases);

    public override BlendInputs? Blend => blend?.Inputs;
}
