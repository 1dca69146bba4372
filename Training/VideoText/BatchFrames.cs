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
    public static Tensor Of(Batch batch, Device? device = null)
    {
        var frames = Tensor.Empty([batch.Count, batch.Frames, 3, batch.Size, batch.Size], device: device);
        Write(batch, 0, frames);
        return frames;
    }

    /// <summary>Writes the frames of as many pairs as the tensor has, from one on.</summary>
    internal static void Write(Batch batch, int first, Tensor frames)
    {
        var values = frames.Elements<float>();
        frames.CountWriting();
        var length = 3 * batch.Size * batch.Size;
        for (var i = 0; i < frames.Shape[0] * batch.Frames; i++)
            ClipPixels.Normalize(batch.Pixels.AsSpan(((first * batch.Frames) + i) * length, length), values.Slice(i * length, length));
    }
}
