using System.Runtime.InteropServices;
using Gexia.Data.Loading;
using Gexia.Models;

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

    /// <summary>The frames of some videos, still to be written: pixels, or what a frozen tower made of them.</summary>
    /// <param name="shape">Of the step.</param>
    /// <param name="pairs">Videos.</param>
    /// <param name="towers">What becomes of the image tower.</param>
    /// <param name="device">Where the model lives.</param>
    /// <param name="memory">Where they lie.</param>
    /// <returns>uint8 [pairs, frames, size, size, 3], or bfloat16 [pairs, frames, …].</returns>
    internal static Tensor Unwritten(VideoTextShape shape, int pairs, TowerUses towers, Device device, InputMemory memory) =>
        towers.Vision == TowerUse.Stored
            ? memory.Empty([pairs, shape.Frames, .. towers.FrameFeatures], DType.BFloat16, device)
            : memory.Empty(shape.PixelShape(pairs), DType.UInt8, device);

    /// <summary>Writes the frames of as many pairs as the tensor has, from one on.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="first">The first pair.</param>
    /// <param name="frames">From <see cref="Unwritten"/>.</param>
    internal static void Write(Batch batch, int first, Tensor frames)
    {
        var (own, length) = (checked((int)(frames.Length / frames.Shape[0])), checked((int)frames.Length));
        if (frames.DType == DType.UInt8) frames.Write<byte>(batch.Pixels.AsSpan(first * own, length));
        else frames.Write<BFloat16>(MemoryMarshal.Cast<byte, BFloat16>(batch.VideoFeatures).Slice(first * own, length));
    }

    /// <summary>The embeddings of videos above an image tower that stays as it is.</summary>
    /// <param name="model">Embeds.</param>
    /// <param name="frames">From <see cref="Unwritten"/>.</param>
    /// <returns>[pairs, width].</returns>
    internal static Tensor Embedded(IVideoTextModel model, Tensor frames)
    {
        var pairs = frames.Shape[0];
        return model.EmbedFrames(frames.DType == DType.UInt8 ? Encoded(model, frames) : Flat(frames).Cast(model.ComputeType), pairs);
    }

    /// <summary>What an image tower that stays as it is makes of pixels: [pairs·frames, …].</summary>
    internal static Tensor Encoded(IVideoTextModel model, Tensor pixels)
    {
        using var pause = Graph.NoGradient();
        return model.EncodeFrames(Flat(Normalized(pixels, model.ComputeType)));
    }

    private static Tensor Flat(Tensor frames) => frames.Reshape([frames.Shape[0] * frames.Shape[1], .. frames.Shape[2..]]);

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
