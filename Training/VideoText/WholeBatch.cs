using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training;

/// <summary>The inputs of a step that encodes all pairs at once.</summary>
internal sealed class WholeBatch(VideoTextShape shape, IVideoTextModel model, InputMemory memory) : BatchInputs
{
    private readonly Tensor pixels = memory.Empty(shape.PixelShape(shape.Pairs), DType.UInt8, model.LogitScale.Device);
    private readonly TextIds texts = BatchTexts.Unwritten(shape.Pairs, shape.Windows, shape.Length, model, memory);

    public override void Write(VideoTextBatch batch)
    {
        BatchFrames.Write(batch.Data, 0, pixels);
        texts.Write(batch.Data.TokenIds);
    }

    public override Tensor Videos(Func<Tensor, Tensor> encode) => encode(BatchFrames.Normalized(pixels, model.ComputeType));

    public override Tensor Texts(Func<TextIds, Tensor> encode) => encode(texts);
}
