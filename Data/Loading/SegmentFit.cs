using Gexia.Data.Granularities;
using Gexia.Data.Video;

namespace Gexia.Data.Loading;

/// <summary>How a segment lies on its decoded video.</summary>
/// <remarks>
/// A segment that begins at the video's end or later shows nothing. One that ends later is cut at the video's end, where that is the
/// end of the file; where the rest could not be decoded, the caption may tell of what is missing, and the segment is not used. The same
/// holds of a segment with a hole, where frames in the middle were lost. An end up to one frame too late is a rounded number.
/// A picture has no duration and is shown for as long as is asked. A segment without an end takes the video's; where a part of the
/// video could not be decoded, that is not known, and the segment is not used.
/// </remarks>
/// <param name="End">Seconds: where the segment ends on the video.</param>
/// <param name="IsUsable">Whether it can be shown.</param>
/// <param name="Problem">What is wrong, and what was done about it; null when all is well.</param>
internal readonly record struct SegmentFit(double End, bool IsUsable, string? Problem)
{
    private const double HoleInFrames = 10;

    /// <summary>Lays a segment on a video.</summary>
    public static SegmentFit Of(ClipSegment segment, FrameTimeline video)
    {
        var (isPart, duration) = (video.Warning is not null, video.Duration);
        if (!isPart && video.Frames.Count == 1) return new(segment.IsOpen ? segment.Start : segment.End, true, null);
        var known = isPart
            ? FormattableString.Invariant($"only {duration:0.###} s of the video could be decoded")
            : FormattableString.Invariant($"the video ends at {duration:0.###} s");
        if (segment.Start >= duration)
            return new(segment.End, false, FormattableString.Invariant($"starts at {segment.Start:0.###} s, but {known}"));
        if (segment.IsOpen) return isPart ? new(duration, false, $"lasts to the video's end, but {known}") : new(duration, true, null);
        if (segment.End > duration + duration / video.Frames.Count)
            return isPart
                ? new(segment.End, false, FormattableString.Invariant($"ends at {segment.End:0.###} s, but {known}"))
                : new(duration, true, FormattableString.Invariant($"ends at {segment.End:0.###} s, but {known}: it was cut there"));
        return isPart && Hole(segment, video.Times) is var (from, to)
            ? new(segment.End, false, FormattableString.Invariant($"the frames from {from:0.###} s to {to:0.###} s could not be decoded"))
            : new(segment.End, true, null);
    }

    /// <summary>The first stretch inside a segment without a frame that is longer than ten frames usually take.</summary>
    private static (double From, double To)? Hole(ClipSegment segment, double[] times)
    {
        if (times.Length < 3) return null;
        double[] steps = [.. times.Zip(times.Skip(1), (a, b) => b - a).Order()];
        var longest = HoleInFrames * steps[steps.Length / 2];
        for (var i = 1; i < times.Length; i++)
            if (times[i] - times[i - 1] > longest && times[i - 1] < segment.End && times[i] > segment.Start)
                return (times[i - 1], times[i]);
        return null;
    }
}
