using Gexia.Data.Image;
using Gexia.Io;

namespace Gexia.Data.Video;

/// <summary>Reads videos and pictures: pictures, animated or not, in managed code, everything else through ffmpeg.</summary>
/// <remarks>
/// The stream is the first video stream that is not an attached picture; every decoded frame counts once; rotation is applied;
/// a damaged file is decoded on one thread, so that it gives the same frames each time; times are those of an actual decode, counted from
/// the first frame, on one line even where the timestamps of a file start again. ffmpeg 5.1 or newer is needed for anything but pictures.
/// Files may come from strangers, see <see cref="VideoLimits"/>.
/// </remarks>
/// <example><code>
/// var video = VideoReader.ReadTimeline("cat.mp4", FrameGeometry.Square(224));
/// var picks = FrameSampler.Test(video.Times, start: 0, end: video.Duration, count: 16);
/// </code></example>
public static partial class VideoReader
{
    /// <summary>Decodes a whole video and says what is in it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What it may cost; <see cref="VideoLimits.Default"/> when null.</param>
    /// <param name="cancellation">Ends the decoder.</param>
    /// <returns>Counts, sizes and times; partial when the file is damaged.</returns>
    /// <exception cref="VideoException">Nothing can be decoded, or a limit was exceeded.</exception>
    public static VideoFacts Probe(string path, VideoLimits? limits = null, CancellationToken cancellation = default)
    {
        limits ??= VideoLimits.Default;
        if (IsPicture(path, limits)) return PictureVideo.Probe(path, limits, cancellation);
        return Attempts.Of(() => Describe(path, limits, cancellation), cancellation);
    }

    private static VideoFacts Describe(string path, VideoLimits limits, CancellationToken cancellation)
    {
        var stream = VideoProbe.Probe(path, withPackets: true, limits, cancellation);
        var decoded = VideoDecoder.Settled(path, stream.Index, limits, decoder => decoder.Describe(cancellation));
        var (times, duration, warning) = decoded.On(stream);
        var first = decoded.Frames[0];
        return new VideoFacts(path, times.Length, first.Width, first.Height, stream.Rotation, duration, warning is not null, warning)
        {
            Times = times
        };
    }

    /// <summary>The presentation times of all frames in seconds, counted from the first, ascending.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What it may cost; <see cref="VideoLimits.Default"/> when null.</param>
    /// <param name="cancellation">Ends the decoder.</param>
    /// <returns>[frames] times.</returns>
    /// <exception cref="VideoException">Nothing can be decoded, or a limit was exceeded.</exception>
    public static double[] ReadTimes(string path, VideoLimits? limits = null, CancellationToken cancellation = default) =>
        Probe(path, limits, cancellation).Times;

    /// <summary>Decodes a whole video once and keeps every frame in the given geometry; full-size frames pass through one by one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="geometry">The size in which frames are kept.</param>
    /// <param name="limits">What it may cost; <see cref="VideoLimits.Default"/> when null.</param>
    /// <param name="cancellation">Ends the decoder.</param>
    /// <returns>All frames in presentation order, all of one size.</returns>
    /// <exception cref="VideoException">Nothing can be decoded, or a limit was exceeded.</exception>
    public static FrameTimeline ReadTimeline(
        string path, FrameGeometry geometry, VideoLimits? limits = null, CancellationToken cancellation = default)
    {
        limits ??= VideoLimits.Default;
        if (IsPicture(path, limits)) return PictureVideo.ReadTimeline(path, geometry, limits, cancellation);
        return Attempts.Of(() => Decode(path, geometry, limits, cancellation), cancellation);
    }

    private static FrameTimeline Decode(string path, FrameGeometry geometry, VideoLimits limits, CancellationToken cancellation)
    {
        var stream = VideoProbe.Probe(path, withPackets: true, limits, cancellation);
        KeptFrames kept = null!;
        var decoded = VideoDecoder.Settled(
            path, stream.Index, limits, decoder => decoder.All((kept = new KeptFrames(path, geometry, limits)).Add, cancellation));
        var (times, duration, warning) = decoded.Delivered(path, kept.Frames.Count).On(stream);
        return new FrameTimeline(times, duration, kept.Frames, warning);
    }

    /// <summary>Decodes a video and keeps only some frames, for videos too long to be kept whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="indices">0-based positions among the decoder's frames, in any order, repeats allowed.</param>
    /// <param name="geometry">The size in which frames are kept.</param>
    /// <param name="limits">What it may cost; <see cref="VideoLimits.Default"/> when null.</param>
    /// <param name="cancellation">Ends the decoder.</param>
    /// <returns>One picture for each index, in the order asked for; repeats share one picture.</returns>
    /// <exception cref="VideoException">Nothing can be decoded, a frame does not exist, or a limit was exceeded.</exception>
    public static RgbImage[] ReadFrames(
        string path, IReadOnlyList<int> indices, FrameGeometry geometry, VideoLimits? limits = null,
        CancellationToken cancellation = default)
    {
        limits ??= VideoLimits.Default;
        var wanted = indices.ToHashSet();
        if (wanted.Count == 0) return [];
        if (wanted.Min() < 0) throw new ArgumentOutOfRangeException(nameof(indices), "VideoReader: frame positions start at 0.");
        var isPicture = IsPicture(path, limits);
        var kept = Attempts.Of(() => Pick(path, isPicture, wanted, geometry, limits, cancellation), cancellation);
        return [.. indices.Select(index => kept.ByIndex.TryGetValue(index, out var frame) ? frame
            : throw new VideoException(path, VideoFailure.Undecodable, $"frame {index} does not exist or cannot be decoded"))];
    }

    private static KeptFrames Pick(
        string path, bool isPicture, HashSet<int> wanted, FrameGeometry geometry, VideoLimits limits, CancellationToken cancellation)
    {
        var kept = new KeptFrames(path, geometry, limits);
        if (isPicture)
        {
            PictureVideo.Read(path, limits, wanted.Contains, kept.Add, cancellation);
            return kept;
        }
        var stream = VideoProbe.Probe(path, withPackets: false, limits, cancellation);
        VideoDecoder.Settled(path, stream.Index, limits, decoder =>
            decoder.Selected(wanted, (kept = new KeptFrames(path, geometry, limits)).Add, cancellation));
        return kept;
    }

    /// <summary>
    /// Whether the file, which must be there and hold something, is a picture by its content and decoded in managed code.
    /// </summary>
    private static bool IsPicture(string path, VideoLimits limits)
    {
        if (InputFile.Problem(path) is { } problem) throw new VideoException(path, VideoFailure.Missing, problem);
        var file = new FileInfo(path);
        if (file.Length == 0) throw new VideoException(path, VideoFailure.Undecodable, "the file is empty");
        if (file.Length > limits.MaxFileBytes)
            throw new VideoException(
                path, VideoFailure.LimitExceeded, $"the file's {file.Length} bytes are above the limit of {limits.MaxFileBytes}");
        return limits.Decoder == PictureDecoder.Managed && PictureVideo.Is(path);
    }
}
