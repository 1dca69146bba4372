using System.Globalization;

namespace Gexia.Cli.Tables;

/// <summary>How many columns a terminal has.</summary>
internal static class TerminalWidth
{
    private const int Customary = 80, Least = 20, Most = 10_000;

    /// <summary><c>COLUMNS</c> where it is set, else what the system says, else 80; asked anew each time, as a window may be resized.</summary>
    public static int Now() => Named(Environment.GetEnvironmentVariable("COLUMNS")) ?? Asked() ?? Customary;

    /// <summary>A width that makes sense; null for anything else.</summary>
    public static int? Named(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0 ? Math.Clamp(columns, Least, Most) : null;

    // A terminal whose size was never set says 0.
    private static int? Asked()
    {
        try
        {
            return Console.WindowWidth is > 0 and var columns ? Math.Clamp(columns, Least, Most) : null;
        }
        catch (Exception error) when (error is IOException or PlatformNotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }
}
