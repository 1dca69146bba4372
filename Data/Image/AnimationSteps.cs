namespace Gexia.Data.Image;

/// <summary>
/// Steps through an animation of any format: draws frame after frame on one canvas within limits, and shows those that are wanted.
/// </summary>
internal sealed class AnimationSteps(string name, int width, int height, PictureLimits limits, PictureClock clock)
{
    private readonly RgbImage shown = new(width, height);
    private int count;
    private long drawn;

    /// <summary>The canvas.</summary>
    public AnimationCanvas Canvas { get; } = new(width, height);

    /// <summary>Draws the next frame.</summary>
    /// <param name="frame">Where and how.</param>
    /// <param name="decode">Decodes it row by row.</param>
    /// <param name="wanted">Whether the frame of a number, counted from 0, is to be shown.</param>
    /// <param name="orientation">How it is turned when shown.</param>
    /// <returns>The visible canvas, whose memory the next frame uses again, or null where the frame is not wanted; and the seconds it
    /// shows, as stated.</returns>
    /// <exception cref="ImageException">There are too many frames or pixels, or the time is over.</exception>
    public (RgbImage? Frame, double Seconds) Next(
        AnimationFrame frame, Action<RowSink> decode, Func<int, bool> wanted, Orientation orientation)
    {
        clock.Check(name);
        drawn += (long)width * height;
        if (count >= limits.MaxFrames) throw ImageException.Above(name, -1, $"the animation has more than {limits.MaxFrames} frames");
        if (drawn > limits.MaxDrawnPixels)
            throw ImageException.Above(name, -1, $"the animation draws more than {limits.MaxDrawnPixels} pixels by frame {count}");
        Canvas.Begin(frame);
        decode(Canvas.Draw);
        if (!wanted(count++)) return (null, frame.Seconds);
        Canvas.Show(shown);
        return (orientation.Apply(shown), frame.Seconds);
    }
}
