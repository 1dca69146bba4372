using Gexia.Data.Image;

namespace Gexia.Data.Video;

/// <summary>Brings the frames of one video, all of one size, to one geometry, with the resize worked out once. Not thread-safe.</summary>
internal sealed class FrameScaler(FrameGeometry geometry)
{
    private bool planned;
    private ResizePlan? plan;

    /// <summary>Scales one frame.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">[height, width, 3]; not kept.</param>
    /// <returns>A new picture.</returns>
    public RgbImage Scale(int width, int height, ReadOnlySpan<byte> pixels)
    {
        if (!planned) (plan, planned) = (geometry.Plan(width, height), true);
        return plan?.Apply(pixels) ?? new RgbImage(width, height, pixels.ToArray());
    }
}
