namespace Gexia.Data.Video;

/// <summary>A stretch of one video's time line.</summary>
/// <param name="Times">Presentation times of all frames of that video in seconds, ascending.</param>
/// <param name="Start">First second that belongs to it.</param>
/// <param name="End">First second that does not, above <paramref name="Start"/>.</param>
public readonly record struct TimedSegment(IReadOnlyList<double> Times, double Start, double End);

/// <summary>One sampled frame.</summary>
/// <param name="Segment">Which segment it comes from.</param>
/// <param name="Index">Its 0-based position among the frames of that segment's video.</param>
public readonly record struct FramePick(int Segment, int Index);

/// <summary>Chooses frames by presentation time.</summary>
/// <remarks>
/// The frames of a segment [start, end) are those with start ≤ time &lt; end; if there is none, the last frame before start.
/// Segments are abutted on one time line that begins at the first segment's start. Of a time t the frame is the last with
/// time ≤ t, or the first frame of all if there is none; frames repeat where there are fewer than asked for.
/// </remarks>
public static class FrameSampler
{
    /// <summary>The test rule: the frames at the middles of equal parts, tᵢ = start + (i+½)(end−start)/count.</summary>
    /// <param name="segments">At least one, in the order in which they are joined.</param>
    /// <param name="count">Frames to sample, at least 1.</param>
    /// <returns>[count] picks in time order.</returns>
    public static FramePick[] Test(IReadOnlyList<TimedSegment> segments, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Span<double> middles = count <= 256 ? stackalloc double[count] : new double[count];
        middles.Fill(0.5);
        return Sample(segments, middles);
    }

    /// <summary>The test rule on a single segment.</summary>
    /// <param name="times">Presentation times of the video's frames, ascending.</param>
    /// <param name="start">Seconds, inclusive.</param>
    /// <param name="end">Seconds, exclusive.</param>
    /// <param name="count">Frames to sample, at least 1.</param>
    /// <returns>[count] frame positions in time order.</returns>
    public static int[] Test(IReadOnlyList<double> times, double start, double end, int count) =>
        [.. Test([new TimedSegment(times, start, end)], count).Select(pick => pick.Index)];

    /// <summary>The training rule: one random time in each of equal parts, tᵢ = start + (i+uᵢ)(end−start)/count.</summary>
    /// <param name="segments">At least one, in the order in which they are joined.</param>
    /// <param name="uniforms">[count] numbers in [0, 1), one for each frame.</param>
    /// <returns>[count] picks in time order.</returns>
    public static FramePick[] Train(IReadOnlyList<TimedSegment> segments, ReadOnlySpan<double> uniforms) => Sample(segments, uniforms);

    private static FramePick[] Sample(IReadOnlyList<TimedSegment> segments, ReadOnlySpan<double> within)
    {
        var line = Join(segments, out var start, out var end);
        var picks = new FramePick[within.Length];
        for (var i = 0; i < picks.Length; i++)
        {
            var t = start + (i + within[i]) * (end - start) / picks.Length;
            picks[i] = line[Math.Max(LastNotAfter(line.Count, j => line[j].Time, t), 0)].Pick;
        }
        return picks;
    }

    /// <summary>All segments' frames with their times on the joined line.</summary>
    private static List<(double Time, FramePick Pick)> Join(IReadOnlyList<TimedSegment> segments, out double start, out double end)
    {
        if (segments.Count == 0) throw new ArgumentException("FrameSampler: there is no segment to sample from.");
        var line = new List<(double, FramePick)>();
        start = end = segments[0].Start;
        for (var s = 0; s < segments.Count; s++)
        {
            var (times, from, to) = segments[s];
            if (times.Count == 0) throw new ArgumentException($"FrameSampler: the video of segment {s} has no frames.");
            if (!(to > from) || !double.IsFinite(from) || !double.IsFinite(to))
                throw new ArgumentException($"FrameSampler: a segment must end after it starts; segment {s} is [{from}, {to}).");

            // The first segment keeps its own times exactly; the others move to where the one before ends.
            var shift = s == 0 ? 0 : end - from;
            var first = LastBefore(times, from) + 1;
            var last = LastBefore(times, to);
            if (last < first) line.Add((from + shift, new FramePick(s, Math.Max(first - 1, 0))));
            else
                for (var i = first; i <= last; i++) line.Add((times[i] + shift, new FramePick(s, i)));
            end = to + shift;
        }
        return line;
    }

    private static int LastBefore(IReadOnlyList<double> times, double t)
    {
        var (low, high) = (0, times.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (times[middle] < t) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }

    private static int LastNotAfter(int count, Func<int, double> time, double t)
    {
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (time(middle) <= t) low = middle + 1;
            else high = middle;
        }
        return low - 1;
    }
}
