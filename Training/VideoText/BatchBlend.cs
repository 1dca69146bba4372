using Gexia.Data.Loading;
using Gexia.Models;

namespace Gexia.Training;

/// <summary>A batch's blend where the model lives: mask and weights, written anew for each batch.</summary>
internal sealed class BatchBlend
{
    private readonly Tensor mask, weights;
    private readonly float[] maskValues, weightValues;

    private BatchBlend(VideoTextShape shape, IVideoTextModel model, InputMemory memory)
    {
        mask = memory.Empty([shape.Pairs, shape.Needs.Clips], DType.Float32, model.LogitScale.Device);
        weights = memory.Empty([shape.Pairs, shape.Pairs], DType.Float32, model.LogitScale.Device);
        (maskValues, weightValues) = (new float[mask.Length], new float[weights.Length]);
        type = model.LogitScale.DType;
    }

    private readonly DType type;

    /// <summary>The inputs of batches of a shape; null where the loss asks for no blend.</summary>
    public static BatchBlend? For(VideoTextShape shape, IVideoTextModel model, InputMemory memory) =>
        shape.Needs.Clips == 0 ? null : new(shape, model, memory);

    /// <summary>As the loss takes them.</summary>
    public BlendInputs Inputs => new(mask.To(type), weights.To(type));

    /// <summary>Writes a batch's; allocates nothing.</summary>
    public void Write(Blend blend)
    {
        Array.Clear(weightValues);
        for (var i = 0; i < blend.Count; i++)
        {
            for (var j = 0; j < blend.Clips; j++) maskValues[(i * blend.Clips) + j] = blend.IsForeground(i, j) ? 1 : 0;
            weightValues[(i * blend.Count) + i] += (float)blend.Share(i);
            weightValues[(i * blend.Count) + blend.Background[i]] += (float)(1 - blend.Share(i));
        }
        mask.Write<float>(maskValues);
        weights.Write<float>(weightValues);
    }
}
