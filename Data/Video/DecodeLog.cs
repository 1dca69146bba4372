using System.Globalization;

namespace Gexia.Data.Video;

/// <summary>One decoded frame as the <c>showinfo</c> filter describes it.</summary>
/// <param name="Pts">Presentation time in units of the stream's time base; null when unknown.</param>
/// <param name="Duration">In the same units; null when unknown (always before ffmpeg 6).</param>
/// <param name="Width">Columns after rotation.</param>
/// <param name="Height">Rows after rotation.</param>
internal readonly record struct FrameRecord(long? Pts, long? Duration, int Width, int Height);

/// <summary>Reads times and sizes of frames from ffmpeg's messages while another thread reads the pixels.</summary>
/// <remarks>
/// The filter writes a frame's line before the frame leaves the program, so whoever waits for line n can then read frame n.
/// </remarks>
internal sealed class DecodeLog(string path)
{
    private const string Filter = "Parsed_showinfo_0";
    private readonly Lock gate = new();
    private readonly SemaphoreSlim arrived = new(0);
    private readonly List<FrameRecord> frames = [];
    private bool ended;

    /// <summary>The complaints; read them after the end.</summary>
    public ToolMessages Messages { get; } = new(path);

    /// <summary>Seconds per unit of time as a fraction.</summary>
    public (long Numerator, long Denominator) TimeBase { get; private set; } = (1, 1);

    /// <summary>How often the filters were set up: more than once when the picture's size or format changed on the way.</summary>
    public int Configurations { get; private set; }

    /// <summary>The frames described so far.</summary>
    public FrameRecord[] Frames
    {
        get
        {
            lock (gate) return [.. frames];
        }
    }

    /// <summary>Takes one line; null at the end.</summary>
    public void Take(string? line)
    {
        if (line is null)
        {
            lock (gate) ended = true;
            arrived.Release();
            return;
        }
        var (module, _, text) = ToolMessages.Split(line);
        if (module != Filter)
        {
            if (!IsOfOutput(module, text)) Messages.Add(line);
        }
        else if (text.StartsWith("n:", StringComparison.Ordinal)) TakeFrame(text);
        else if (text.StartsWith("config in time_base:", StringComparison.Ordinal))
        {
            Configurations++;
            if (VideoProbe.Fraction(Field(text, "time_base:")) is { } timeBase) TimeBase = timeBase;
        }
    }

    /// <summary>Waits until frame <paramref name="n"/>, asked for in ascending order, was described.</summary>
    /// <returns>False when the program ended without it.</returns>
    public bool WaitFor(int n, out FrameRecord frame)
    {
        while (true)
        {
            lock (gate)
            {
                frame = n < frames.Count ? frames[n] : default;
                if (n < frames.Count) return true;
                if (ended) return false;
            }
            arrived.Wait();
        }
    }

    // Where two frames show within one unit of the output's time base, the output complains. Pixels have no times there:
    // those are the filter's.
    private static bool IsOfOutput(string module, string text) =>
        module.EndsWith("rawvideo", StringComparison.Ordinal) && text.Contains("dts", StringComparison.OrdinalIgnoreCase);

    private void TakeFrame(string text)
    {
        var size = Field(text, " s:");
        var cross = size.IndexOf('x');
        if (cross < 0 || !int.TryParse(size[..cross], NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            || !int.TryParse(size[(cross + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var height)) return;
        lock (gate) frames.Add(new FrameRecord(Number(Field(text, " pts:")), Number(Field(text, " duration:")), width, height));
        arrived.Release();
    }

    private static long? Number(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The word after a key; the filter pads some values with blanks on the left.</summary>
    private static ReadOnlySpan<char> Field(string text, string key)
    {
        var at = text.IndexOf(key, StringComparison.Ordinal);
        if (at < 0) return [];
        var value = text.AsSpan(at + key.Length).TrimStart(' ');
        var end = value.IndexOfAny(' ', ',');
        return end < 0 ? value : value[..end];
    }
}
