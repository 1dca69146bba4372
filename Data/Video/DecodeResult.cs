using System.Globalization;

namespace Gexia.Data.Video;

/// <summary>Decoded frames on their time line.</summary>
/// <param name="Times">Seconds from the first frame, ascending.</param>
/// <param name="Duration">Seconds: last time + that frame's duration.</param>
/// <param name="Warning">Why they are only a part of the file; null when they are all.</param>
internal sealed record TimedFrames(double[] Times, double Duration, string? Warning);

/// <summary>Times and sizes of the frames that a decode put out.</summary>
/// <param name="Frames">At least one.</param>
/// <param name="TimeBase">Seconds per unit of their times, as a fraction.</param>
/// <param name="Complaint">The decoder's first error; null when there was none.</param>
/// <param name="Damage">Packets that the demuxer holds to be damaged.</param>
internal sealed record DecodeResult(
    FrameRecord[] Frames, (long Numerator, long Denominator) TimeBase, string? Complaint, DamagedPackets Damage = default)
{
    // The clock of MPEG streams has 33 bits of 1/90000 s: what jumps by more than half a turn has turned.
    private const double HalfATurn = (1L << 32) / 90_000.0;

    // Receivers take ten seconds for the limit between a pause and another clock, ffmpeg among them.
    private const double BroadcastPause = 10;

    /// <summary>Whether the decoder had to make up for something.</summary>
    public bool IsDamaged => Complaint is not null || Damage.Count > 0;

    /// <summary>
    /// The same without frames that were announced and never came: a decoder that dies can announce one without delivering it.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="count">Frames that came.</param>
    /// <exception cref="VideoException">None came.</exception>
    public DecodeResult Delivered(string path, int count) =>
        count == 0 ? throw new VideoException(
            path, VideoFailure.Undecodable, $"no frame could be decoded: {Complaint ?? "ffmpeg broke off"}")
        : count < Frames.Length ? this with { Frames = Frames[..count], Complaint = Complaint ?? "ffmpeg broke off" } : this;

    /// <summary>The frames on one time line, whose duration ends it; see <see cref="PresentationTimes"/>.</summary>
    /// <remarks>A frame is shown as long as it states, else its packet, else by the average rate.</remarks>
    public TimedFrames On(StreamFacts stream)
    {
        var pause = stream.IsBroadcast ? BroadcastPause : HalfATurn;
        var line = new PresentationTimes([.. Frames.Select(frame => frame.Pts)], TimeBase, stream.FrameSeconds, pause, Shown);
        var times = line.Line();
        var duration = times[^1] + line.FrameLength(times.Length - 1);
        return new TimedFrames(times, duration, Shortfall(duration, line.Parts, stream));

        double Shown(int i) =>
            Frames[i].Duration is > 0 and var stated ? Seconds(stated)
            : Frames[i].Pts is { } pts && stream.PacketDurations.TryGetValue(pts, out var packet) && packet > 0 ? Seconds(packet)
            : 0;
    }

    /// <summary>Why the decode is only a part of the file; null when it is all.</summary>
    /// <remarks>
    /// A file cut off between two packets ends without an error, but then lacks both frames and seconds of what its header announces.
    /// Either alone means nothing: edit lists hide frames, and field-coded streams count two for one. Where two programs meet, the demuxer
    /// misses packets that never were: nothing is lost when every packet became a frame.
    /// </remarks>
    private string? Shortfall(double duration, int parts, StreamFacts stream)
    {
        var atJoins = Damage.Count < parts && Frames.Length == stream.Packets;
        if ((Complaint ?? (atJoins ? null : Damage.First)) is { } complaint) return "only a part could be decoded: " + complaint;
        return Frames.Length < stream.AnnouncedFrames && duration < 0.9 * stream.AnnouncedSeconds - 2 * stream.FrameSeconds
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"only a part could be decoded: the file announces {stream.AnnouncedFrames} frames in {stream.AnnouncedSeconds:0.##} s "
                + $"but holds {Frames.Length} in {duration:0.##} s")
            : null;
    }

    private double Seconds(long units) => (double)units * TimeBase.Numerator / TimeBase.Denominator;
}
