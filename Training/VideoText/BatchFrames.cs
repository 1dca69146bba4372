using Gexia.Data.Loading;

namespace Gexia.Training;

/// <summary>
/// A batch's frames as a model takes them: normalised by CLIP's mean and deviation, a plane for each colour. They travel to the model's
/// device as bytes, and are normalised there.
/// </summary>
internal static class BatchFrames
{
    /// <summary>All frames.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="device">Where the model lives that will take them.</param>
    /// <returns>[batch, frames, 3, size, size].</returns>
    public static Tensor Of(Batch batch, Device device)
    {
        var pixels = Tensor.Empty([batch.Count, batch.Frames, batch.Size, batch.Size, 3], DType.UInt8, device);
        Write(batch, 0, pixels);
        return Normalized(pixels, DType.Float32);
    }

    /// <summary>Writes the pixels of as many pairs as the tensor has, from one on.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The first pair.</param>
    /// <param name="pixels">uint8 [pairs, frames, size, size, 3].</param>
    internal static void Write(Batch batch, int first, Tensor pixels) => pixels.Write<byte>(
        batch.Pixels.AsSpan(first * batch.Frames * 3 * batch.Size * batch.Size, checked((int)pixels.Length)));

    /// <summary>Normalises pixels where they lie.</summary>
    /// <param name="pixels">uint8 [pairs, frames, size, size, 3].</param>
    /// <param name="type">What to store the result in; float64 is made of float32.</param>
    /// <returns>[pairs, frames, 3, size, size].</returns>
    internal static Tensor Normalized(Tensor pixels, DType type)
    {
        var (pairs, frames, size) = (pixels.Shape[0], pixels.Shape[1], pixels.Shape[2]);
        var y = pixels.NewEmpty([pairs, frames, 3, size, size], type == DType.Float64 ? DType.Float32 : type);
        y.Device.Run(new NormalizePixels(pixels, y, pairs * frames, size * size));
        return y.To(type);
    }
}
