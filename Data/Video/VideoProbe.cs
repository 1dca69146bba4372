using System.Globalization;
using System.Text;

namespace Gexia.Data.Video;

/// <summary>What ffprobe says about the stream to decode, without decoding it.</summary>
/// <param name="Index">Position of the stream in the file.</param>
/// <param name="Width">Coded columns, before rotation.</param>
/// <param name="Height">Coded rows.</param>
/// <param name="Rotation">Degrees of the display matrix, 0 without one.</param>
/// <param name="FrameSeconds">Seconds a frame by the average rate; 0 when unknown.</param>
/// <param name="AnnouncedFrames">Frames the container claims; 0 when it does not say.</param>
/// <param name="AnnouncedSeconds">Seconds the container claims; 0 when it does not say.</param>
/// <param name="PacketDurations">Duration by presentation time, both in units of the time base; empty unless asked for.</param>
/// <param name="Packets">Packets of the stream; 0 unless asked for.</param>
/// <param name="IsBroadcast">Whether the container carries the clock of a broadcast (MPEG program and transport streams), which may
/// start again anywhere.</param>
internal sealed record StreamFacts(
    int Index, int Width, int Height, int Rotation, double FrameSeconds, long AnnouncedFrames, double AnnouncedSeconds,
    IReadOnlyDictionary<long, long> PacketDurations, int Packets = 0, bool IsBroadcast = false);

/// <summary>Asks ffprobe for the first video stream that is not an attached picture.</summary>
internal static class VideoProbe
{
    private const int MaxLineLength = 1 << 16;

    /// <summary>Describes the stream.</summary>
    /// <param name="path">The file.</param>
    /// <param name="withPackets">Whether packet durations are wanted; reads the whole file.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="cancellation">Ends ffprobe.</param>
    /// <exception cref="VideoException">There is no such stream, or the file cannot be opened.</exception>
    public static StreamFacts Probe(string path, bool withPackets, VideoLimits limits, CancellationToken cancellation)
    {
        var messages = new ToolMessages(path);
        void Take(string? line)
        {
            if (line is not null) messages.Add(line);
        }
        using var process = new MediaProcess("ffprobe", MediaTool.ProbeArguments(path, withPackets), path, limits, Take, cancellation);
        var packets = new Dictionary<long, long>();
        Dictionary<string, string>? stream = null;
        var (count, format) = (0, "");
        foreach (var line in Lines(process))
        {
            var fields = Fields(line);
            if (line.StartsWith("packet|", StringComparison.Ordinal))
            {
                if (++count > 2L * limits.MaxFrames)
                    throw new VideoException(
                        path, VideoFailure.LimitExceeded, $"it holds more packets than the limit of {limits.MaxFrames} frames allows");
                if (Whole(fields, "pts") is { } pts && Whole(fields, "duration") is { } duration) packets[pts] = duration;
            }
            else if (line.StartsWith("stream|", StringComparison.Ordinal)) stream ??= fields;
            else if (line.StartsWith("format|", StringComparison.Ordinal)) format = fields.GetValueOrDefault("format_name") ?? "";
        }
        var status = process.Finish();

        if (stream is null)
            throw new VideoException(path, VideoFailure.Undecodable,
                messages.Any ? $"cannot be opened: {messages.First}"
                : status == 0 ? "has no video stream (attached pictures do not count)" : "cannot be opened as a video");
        var (width, height) = ((int)(Whole(stream, "width") ?? 0), (int)(Whole(stream, "height") ?? 0));
        if ((long)width * height > limits.MaxPixels)
            throw new VideoException(
                path, VideoFailure.LimitExceeded, $"its frames of {width}x{height} are above the limit of {limits.MaxPixels} pixels");
        var rate = Fraction(stream.GetValueOrDefault("avg_frame_rate"));
        return new StreamFacts(
            (int)(Whole(stream, "index") ?? 0), width, height, (int)Real(stream, "rotation"),
            rate is { Numerator: > 0 } r ? (double)r.Denominator / r.Numerator : 0,
            Whole(stream, "nb_frames") ?? 0, Real(stream, "duration"), packets, count, format is "mpeg" or "mpegts");
    }

    /// <summary>"n/d" as two numbers, the second above 0; null for anything else.</summary>
    public static (long Numerator, long Denominator)? Fraction(ReadOnlySpan<char> text)
    {
        var slash = text.IndexOf('/');
        return slash > 0
            && long.TryParse(text[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out var numerator)
            && long.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var denominator)
            && denominator > 0 ? (numerator, denominator) : null;
    }

    private static IEnumerable<string> Lines(MediaProcess process)
    {
        var buffer = new byte[1 << 16];
        var line = new StringBuilder();
        for (int read; (read = process.Output.Read(buffer)) > 0;)
        {
            process.Progress();
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] != '\n')
                {
                    if (line.Length < MaxLineLength) line.Append((char)buffer[i]);
                    continue;
                }
                yield return line.ToString();
                line.Clear();
            }
        }
    }

    /// <summary>The fields of a line "section|key=value|…"; of a key that comes twice the first value.</summary>
    private static Dictionary<string, string> Fields(string line)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in line.TrimEnd('\r').Split('|'))
            if (part.IndexOf('=') is > 0 and var equals) fields.TryAdd(part[..equals], part[(equals + 1)..]);
        return fields;
    }

    private static long? Whole(Dictionary<string, string> fields, string key) =>
        long.TryParse(fields.GetValueOrDefault(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static double Real(Dictionary<string, string> fields, string key) =>
        double.TryParse(fields.GetValueOrDefault(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
