using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training;

/// <summary>The inputs of a step that encodes all pairs at once.</summary>
internal sealed class WholeBatch(VideoTextShape shape, IVideoTextModel model, InputMemory memory) : BatchInputs
{
    private readonly Tensor pixels = memory.Empty(shape.PixelShape(shape.Pairs), DType.UInt8, model.LogitScale.Device);
    private readonly TextIds texts = BatchTexts.Unwritten(shape.Pairs, shape.Windows, shape.Length, model, memory);
    private readonly TextIds? phrases = shape.Needs.Phrases == 0 ? null : BatchTexts.Unwritten(
        shape.Pairs * shape.Needs.Phrases, 1, shape.Needs.PhraseLength, model, memory);
    private readonly Tensor? noise = shape.Needs.Noise == 0 ? null : memory.Empty(
        [shape.Pairs, shape.Needs.Noise], DType.Float32, model.LogitScale.Device);
    private readonly BatchBlend? blend = BatchBlend.For(shape, model, memory);

    public override void Write(VideoTextBatch batch)
    {
        BatchFrames.Write(batch.Data, 0, pixels);
        texts.Write(batch.Data.TokenIds);
        if (batch.Additions is not { } additions) return;
        phrases?.Write(additions.PhraseIds);
        noise?.Write<float>(additions.Noise);
        if (additions.Blend is { } drawn) blend?.Write(drawn);
    }

    public override Tensor Videos(Func<Tensor, Tensor?, Tensor> encode) =>
        encode(BatchFrames.Normalized(pixels, model.ComputeType), noise?.To(model.LogitScale.DType));

    public override Tensor Texts(Func<TextIds, Tensor> encode) => encode(texts);

    public override Tensor Phrases(Func<TextIds, Tensor> encode) => phrases is null ? base.Phrases(encode) : encode(phrases);

    public override BlendInputs? Blend => blend?.Inputs;
}
