using Gexia.Data.Image;
using Gexia.Data.Image.Formats;

namespace Gexia.Data.Video;

/// <summary>Reads animated pictures as videos, and still ones as videos of one frame, in managed code.</summary>
internal static class PictureVideo
{
    /// <summary>Whether a file is a picture that is read here. Several JPEG pictures one after the other are a video for ffmpeg.</summary>
    public static bool Is(string path)
    {
        try
        {
            return Picture.FormatOf(path) is { } format && !(format == PictureFormat.Jpeg && JpegStream.Is(path));
        }
        catch (ImageException)
        {
            return false;       // whoever opens it next says why it cannot be read
        }
    }

    public static VideoFacts Probe(string path, VideoLimits limits, CancellationToken cancellation)
    {
        var (width, height) = (0, 0);
        var (times, duration) = Read(
            path, limits, index => index == 0, frame => (width, height) = (frame.Width, frame.Height), cancellation);
        return new VideoFacts(path, times.Length, width, height, Rotation: 0, duration, IsPartial: false, Warning: null) { Times = times };
    }

    public static FrameTimeline ReadTimeline(string path, FrameGeometry geometry, VideoLimits limits, CancellationToken cancellation)
    {
        var kept = new KeptFrames(path, geometry, limits);
        var (times, duration) = Read(path, limits, _ => true, kept.Add, cancellation);
        return new FrameTimeline(times, duration, kept.Frames);
    }

    /// <summary>Decodes all frames, so that damage is found wherever it lies, and hands over the wanted ones one by one.</summary>
    /// <returns>When each frame shows, and the sum of all delays, in seconds.</returns>
    /// <exception cref="VideoException">The file is damaged or above a limit.</exception>
    public static (double[] Times, double Duration) Read(
        string path, VideoLimits limits, Func<int, bool> wanted, Action<RawFrame> receive, CancellationToken cancellation)
    {
        var pictureLimits = limits.OfPictures;
        try
        {
            using var stream = Picture.Open(path, pictureLimits);
            using var clock = new PictureClock(pictureLimits.WallClock, cancellation);
            var times = new List<double>();
            var time = 0.0;
            foreach (var (frame, seconds) in Picture.Frames(stream, path, pictureLimits, clock, wanted))
            {
                if (frame is not null) receive(new RawFrame(times.Count, frame.Width, frame.Height, frame.Pixels, time));
                times.Add(time);
                time += seconds;
            }
            return ([.. times], time);
        }
        catch (ImageException e)
        {
            throw Failure(path, e);
        }
    }

    /// <summary>The same failure as one of a video.</summary>
    public static VideoException Failure(string path, ImageException error)
    {
        var place = error.Offset < 0 ? "" : FormattableString.Invariant($" (at byte {error.Offset})");
        var failure = error.IsLimit ? VideoFailure.LimitExceeded : VideoFailure.Undecodable;
        return new VideoException(path, failure, error.Reason + place, error) { MayPass = error.MayPass };
    }
}
