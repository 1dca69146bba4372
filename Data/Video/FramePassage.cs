namespace Gexia.Data.Video;

/// <summary>Leads the frames of one decode past a visitor, and scales those that it wants.</summary>
internal sealed class FramePassage(FrameGeometry geometry, IFrameVisitor visitor)
{
    private readonly FrameScaler scaler = new(geometry);
    private double? first;
    private double last;

    /// <summary>Frames that came past.</summary>
    public int Count { get; private set; }

    public void Pass(RawFrame frame)
    {
        if (frame.Seconds is { } seconds)
        {
            // A clock that starts again goes on from where the line is.
            first ??= seconds;
            if (seconds - first < last) first = seconds - last;
            last = seconds - first.Value;
        }
        var pixels = frame.Pixels.AsSpan(0, frame.Length);
        if (visitor.Wants(new PassingFrame(frame.Index, last, frame.Width, frame.Height, pixels)))
            visitor.Take(scaler.Scale(frame.Width, frame.Height, pixels));
        Count++;
    }
}
