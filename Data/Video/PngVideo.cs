using Gexia.Data.Image;

namespace Gexia.Data.Video;

/// <summary>Reads animated and still PNG as videos, in managed code.</summary>
internal static class PngVideo
{
    public static VideoFacts Probe(string path, VideoLimits limits, CancellationToken cancellation)
    {
        var (width, height) = (0, 0);
        var (times, duration) = Read(path, limits, _ => true, frame => (width, height) = (frame.Width, frame.Height), cancellation);
        return new VideoFacts(path, times.Length, width, height, Rotation: 0, duration, IsPartial: false, Warning: null) { Times = times };
    }

    public static FrameTimeline ReadTimeline(string path, FrameGeometry geometry, VideoLimits limits, CancellationToken cancellation)
    {
        var kept = new KeptFrames(path, geometry, limits);
        var (times, duration) = Read(path, limits, _ => true, kept.Add, cancellation);
        return new FrameTimeline(times, duration, kept.Frames);
    }

    /// <summary>Hands over the wanted frames one by one.</summary>
    /// <returns>When each frame shows, and the sum of all delays, in seconds.</returns>
    public static (double[] Times, double Duration) Read(
        string path, VideoLimits limits, Func<int, bool> wanted, Action<RawFrame> receive, CancellationToken cancellation)
    {
        var pngLimits = new PngLimits { MaxPixels = limits.MaxPixels, MaxFrames = limits.MaxFrames, MaxDecodedBytes = limits.MaxDecodedBytes };
        try
        {
            using var stream = Png.Open(path, pngLimits);
            var times = new List<double>();
            var time = 0.0;
            foreach (var (frame, seconds) in AnimatedPng.Frames(stream, path, pngLimits))
            {
                cancellation.ThrowIfCancellationRequested();
                if (wanted(times.Count)) receive(new RawFrame(times.Count, frame.Width, frame.Height, frame.Pixels));
                times.Add(time);
                time += seconds;
            }
            return ([.. times], time);
        }
        catch (ImageException e)
        {
            var place = e.Offset < 0 ? "" : FormattableString.Invariant($" (at byte {e.Offset})");
            throw new VideoException(path, VideoFailure.Undecodable, e.Reason + place, e);
        }
    }
}
