namespace Gexia.Data.Video;

/// <summary>Times and sizes of the frames that a decode put out.</summary>
/// <param name="Frames">At least one.</param>
/// <param name="TimeBase">Seconds per unit of their times, as a fraction.</param>
/// <param name="Complaint">The decoder's first error; null when there was none.</param>
internal sealed record DecodeResult(FrameRecord[] Frames, (long Numerator, long Denominator) TimeBase, string? Complaint)
{
    /// <summary>Seconds from the first frame, ascending.</summary>
    /// <remarks>A frame without a time follows the one before at the average rate; a time that runs backwards is raised to
    /// the one before, so that positions in the list stay the decoder's order.</remarks>
    public double[] Times(double frameSeconds)
    {
        var origin = Frames[0].Pts ?? 0;
        var times = new double[Frames.Length];
        for (var i = 1; i < times.Length; i++)
            times[i] = Math.Max(times[i - 1], Frames[i].Pts is { } pts ? Seconds(pts - origin) : times[i - 1] + frameSeconds);
        return times;
    }

    /// <summary>Last time + that frame's duration: as the frame states it, else its packet, else the average rate.</summary>
    public double Duration(double[] times, StreamFacts stream)
    {
        var last = Frames[^1];
        var units = last.Duration is > 0 ? last.Duration
            : last.Pts is { } pts && stream.PacketDurations.TryGetValue(pts, out var packet) && packet > 0 ? packet
            : null;
        return times[^1] + (units is { } known ? Seconds(known) : stream.FrameSeconds);
    }

    /// <summary>Why the decode is only a part of the file; null when it is all.</summary>
    /// <remarks>A file cut off between two packets ends without an error, but then lacks both frames and seconds of what its header announces.
    /// Either alone means nothing: edit lists hide frames, and field-coded streams count two for one.</remarks>
    public string? Shortfall(double duration, StreamFacts stream)
    {
        if (Complaint is not null) return "only a part could be decoded: " + Complaint;
        return Frames.Length < stream.AnnouncedFrames && duration < 0.9 * stream.AnnouncedSeconds - 2 * stream.FrameSeconds
            ? FormattableString.Invariant($"only a part could be decoded: the file announces {stream.AnnouncedFrames} frames in {stream.AnnouncedSeconds:0.##} s but holds {Frames.Length} in {duration:0.##} s")
            : null;
    }

    private double Seconds(long units) => (double)units * TimeBase.Numerator / TimeBase.Denominator;
}
