using Gexia.Data.Image;

namespace Gexia.Data.Video;

/// <summary>Sees the frames of one decode of a video, one by one, see <see cref="VideoReader.Visit"/>.</summary>
public interface IFrameVisitor
{
    /// <summary>Looks at a frame as it was decoded.</summary>
    /// <param name="frame">Valid until the method returns.</param>
    /// <returns>Whether the frame is to be scaled and handed over.</returns>
    bool Wants(in PassingFrame frame);

    /// <summary>Takes the frame that was wanted last, scaled.</summary>
    /// <param name="frame">The picture, which is the visitor's own.</param>
    void Take(RgbImage frame);
}

/// <summary>A frame that passes by.</summary>
public readonly ref struct PassingFrame(int index, double seconds, int width, int height, ReadOnlySpan<byte> pixels)
{
    /// <summary>Its 0-based position among all frames.</summary>
    public int Index { get; } = index;

    /// <summary>About when it shows, from 0, never less than the frame before; the true times are known after the last frame.</summary>
    public double Seconds { get; } = seconds;

    /// <summary>Columns, after rotation.</summary>
    public int Width { get; } = width;

    /// <summary>Rows, after rotation.</summary>
    public int Height { get; } = height;

    /// <summary>[height, width, 3].</summary>
    public ReadOnlySpan<byte> Pixels { get; } = pixels;
}

/// <summary>When the frames of a video show.</summary>
/// <param name="Times">Presentation time of each frame in seconds, counted from the first frame, ascending.</param>
/// <param name="Duration">Seconds: last time + that frame's duration − first time.</param>
/// <param name="Warning">What the decoder complained about when only a part of the file could be decoded; null when all is well.</param>
public sealed record FrameTimes(double[] Times, double Duration, string? Warning);
