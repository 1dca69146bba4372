using System.Globalization;

namespace Gexia.Cli.Search;

/// <summary>Times in a video as players show them.</summary>
internal static class MomentTime
{
    private const double Short = 2;         // seconds; moments below are told in tenths

    /// <summary>m:ss, or h:mm:ss from an hour on.</summary>
    /// <param name="seconds">From the video's start.</param>
    /// <param name="tenths">Whether tenths of a second are told.</param>
    public static string Of(double seconds, bool tenths = false)
    {
        var unit = tenths ? TimeSpan.TicksPerSecond / 10 : TimeSpan.TicksPerSecond;
        var ticks = (long)Math.Round(Math.Clamp(seconds, 0, 1e9) * TimeSpan.TicksPerSecond / unit, MidpointRounding.AwayFromZero) * unit;
        var time = TimeSpan.FromTicks(ticks);
        var fraction = tenths ? @"\.f" : "";
        return time.TotalHours >= 1
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{(long)time.TotalHours}:{time.ToString(@"mm\:ss" + fraction, CultureInfo.InvariantCulture)}")
            : time.ToString(@"m\:ss" + fraction, CultureInfo.InvariantCulture);
    }

    /// <summary>From a start to an end, such as 0:12–0:16.</summary>
    public static string Range(double start, double end) => $"{Of(start, IsShort(start, end))}–{Of(end, IsShort(start, end))}";

    /// <summary>A second within a moment, as exact as <see cref="Range"/> tells the moment.</summary>
    public static string Within(double second, double start, double end) => Of(second, IsShort(start, end));

    /// <summary>The time of one of several frames of a moment: with tenths where seconds would not tell them apart.</summary>
    public static string OfFrame(double time, double start, double end, int frames) => Of(time, end - start < 2 * frames);

    private static bool IsShort(double start, double end) => end - start < Short;
}
