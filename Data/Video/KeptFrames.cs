using Gexia.Data.Image;

namespace Gexia.Data.Video;

/// <summary>Collects scaled frames and watches how much memory they take.</summary>
internal sealed class KeptFrames(string path, FrameGeometry geometry, VideoLimits limits)
{
    private readonly FrameScaler scaler = new(geometry);
    private long bytes;

    /// <summary>The frames in the order received.</summary>
    public List<RgbImage> Frames { get; } = [];

    /// <summary>The frames by their position in the video.</summary>
    public Dictionary<int, RgbImage> ByIndex { get; } = [];

    public void Add(RawFrame frame)
    {
        var image = scaler.Scale(frame.Width, frame.Height, frame.Pixels.AsSpan(0, frame.Length));
        bytes += image.Pixels.Length;
        if (bytes > limits.MaxKeptBytes)
            throw new VideoException(
                path, VideoFailure.LimitExceeded,
                $"its frames take more than {limits.MaxKeptBytes} bytes of memory; read single frames or a smaller size");
        Frames.Add(image);
        ByIndex[frame.Index] = image;
    }
}
