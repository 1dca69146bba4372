using Gexia.Data.Image;

namespace Gexia.Data.Video;

/// <summary>The decoded frames of one video in presentation order, all of one size.</summary>
/// <param name="Times">Presentation time of each frame in seconds, counted from the first frame: Times[0] = 0, ascending.</param>
/// <param name="Duration">Seconds: last time + that frame's duration − first time.</param>
/// <param name="Frames">One picture a frame.</param>
/// <param name="Warning">What the decoder complained about when only a part of the file could be decoded; null when all is well.</param>
public sealed record FrameTimeline(double[] Times, double Duration, IReadOnlyList<RgbImage> Frames, string? Warning = null)
{
    /// <summary>Bytes of all pictures together.</summary>
    public long PixelBytes => Frames.Sum(frame => (long)frame.Pixels.Length);
}
