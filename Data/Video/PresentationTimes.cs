namespace Gexia.Data.Video;

/// <summary>The times of decoded frames on one time line that never runs backwards.</summary>
/// <remarks>
/// A file may be several programs in a row, each with a clock of its own. Where the timestamps jump back, or forward by more than a
/// pause can last, a new part begins; its first frame follows when the frame before it ends. A few timestamps that leave the line,
/// before it goes on where it would have been without them, are wrong and begin nothing: such frames, like those without a timestamp,
/// follow the frame before. The frames stay in the decoder's order.
/// </remarks>
/// <param name="timestamps">Presentation time of each frame in units of the time base; null when unknown. At least one.</param>
/// <param name="unit">Seconds per unit, as a fraction.</param>
/// <param name="frameSeconds">Seconds a frame by the average rate; 0 when unknown.</param>
/// <param name="longestPause">Seconds from one frame to the next that are still one program.</param>
/// <param name="shown">Seconds for which a frame is shown; 0 when unknown.</param>
internal sealed class PresentationTimes(
    IReadOnlyList<long?> timestamps, (long Numerator, long Denominator) unit, double frameSeconds, double longestPause,
    Func<int, double> shown)
{
    /// <summary>Wrong timestamps in a row after which the line is still looked for.</summary>
    private const int MostAstray = 3;

    /// <summary>Steps that make a median.</summary>
    private const int FewSteps = 3;

    private readonly double step = TypicalStep(timestamps, frameSeconds / Seconds(1, unit));
    private double Pause => Math.Max(longestPause / Seconds(1, unit), 10 * step);

    /// <summary>Programs in the file, 0 when no frame has a timestamp.</summary>
    public int Parts { get; private set; }

    /// <summary>Seconds from the first frame, ascending.</summary>
    public double[] Line()
    {
        var times = new double[timestamps.Count];
        var guessed = new bool[times.Length];
        var (first, begin, last) = (0L, 0.0, (long?)null);
        for (var i = 0; i < times.Length; i++)
        {
            var next = i == 0 ? 0 : times[i - 1] + FrameLength(i - 1);
            if (timestamps[i] is not { } now || (last is { } before && IsAstray(i, before)))
            {
                (times[i], guessed[i]) = (next, true);
                continue;
            }
            if (last is null || now < last || now - last > Pause)
            {
                (first, begin) = (now, next);
                Parts++;
            }
            times[i] = begin + Seconds(now - first, unit);
            last = now;
        }
        for (var i = times.Length - 2; i >= 0; i--)
            if (guessed[i]) times[i] = Math.Min(times[i], times[i + 1]);
        return times;
    }

    /// <summary>Seconds for which frame i is shown: as it is known, else by the average rate, else as long as most.</summary>
    public double FrameLength(int i) => shown(i) is > 0 and var known ? known : frameSeconds > 0 ? frameSeconds : Seconds(1, unit) * step;

    /// <summary>Whether one of the frames after i goes on where the line, which was at <paramref name="last"/>, would be by then.</summary>
    private bool IsAstray(int i, long last)
    {
        var now = timestamps[i]!.Value;
        if (now == last) return false;
        for (var j = i + 1; j < timestamps.Count && j <= i + MostAstray; j++)
        {
            if (timestamps[j] is not { } later) continue;
            var isOnLine = later > last + 0.5 * step * (j - i + 1) && later - last <= Pause;
            if (isOnLine && (now < last || later < now)) return true;
        }
        return false;
    }

    /// <summary>Units from one frame to the next: the median of the steps forward; by the rate where there are few.</summary>
    private static double TypicalStep(IReadOnlyList<long?> timestamps, double rate)
    {
        var steps = new List<long>();
        long? before = null;
        foreach (var timestamp in timestamps)
        {
            if (timestamp is not { } now) continue;
            if (now > before) steps.Add(now - before.Value);
            before = now;
        }
        steps.Sort();
        return steps.Count < FewSteps && rate > 0 ? rate : steps.Count > 0 ? steps[steps.Count / 2] : 0;
    }

    private static double Seconds(long units, (long Numerator, long Denominator) unit) => (double)units * unit.Numerator / unit.Denominator;
}
