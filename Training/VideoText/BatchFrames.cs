using System.Runtime.InteropServices;
using Gexia.Data.Image;
using Gexia.Data.Loading;

namespace Gexia.Training;

/// <summary>A batch's frames as a model takes them: normalised by CLIP's mean and deviation, a plane for each colour.</summary>
internal static class BatchFrames
{
    /// <summary>All frames.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="device">Where the model lives that will take them.</param>
    /// <returns>[batch, frames, 3, size, size].</returns>
    public static Tensor Of(Batch batch, Device device)
    {
        Shape shape = [batch.Count, batch.Frames, 3, batch.Size, batch.Size];
        var inputs = Inputs(shape, InputMemory.OfScope, device);
        Write(batch, 0, inputs);
        return Normalized(inputs);
    }

    /// <summary>Where frames are written to, before <see cref="Normalized"/> makes of them what a model takes.</summary>
    /// <param name="shape">[videos, frames, 3, size, size].</param>
    /// <param name="memory">Where they lie.</param>
    /// <param name="device">Where the model lives.</param>
    /// <returns>
    /// The processor normalises while it writes: float32 of that shape; so it is planned. Elsewhere the device normalises: bytes, colours
    /// last.
    /// </returns>
    internal static Tensor Inputs(Shape shape, InputMemory memory, Device device) => device.IsHost || !device.HoldsNumbers
        ? memory.Empty(shape, DType.Float32, device)
        : memory.Empty([shape[0], shape[1], shape[3], shape[4], shape[2]], DType.Int8, device);

    /// <summary>Written frames as a model takes them.</summary>
    internal static Tensor Normalized(Tensor inputs) => inputs.DType == DType.Float32
        ? inputs
        : NormalizedFrames.Of(inputs, [inputs.Shape[0], inputs.Shape[1], inputs.Shape[4], inputs.Shape[2], inputs.Shape[3]]);

    /// <summary>Writes the frames of as many pairs as the inputs have, from one on.</summary>
    internal static void Write(Batch batch, int first, Tensor inputs)
    {
        if (inputs.DType == DType.Int8)
        {
            inputs.Write<sbyte>(MemoryMarshal.Cast<byte, sbyte>(
                batch.Pixels.AsSpan(checked((int)(first * (inputs.Length / inputs.Shape[0]))), checked((int)inputs.Length))));
            return;
        }
        var frames = inputs;
        var values = frames.Elements<float>();
        frames.CountWriting();
        var length = 3 * batch.Size * batch.Size;
        for (var i = 0; i < frames.Shape[0] * batch.Frames; i++)
            ClipPixels.Normalize(batch.Pixels.AsSpan(((first * batch.Frames) + i) * length, length), values.Slice(i * length, length));
    }
}
