using System.Globalization;
using Gexia.Cli.Streams;

namespace Gexia.Cli.Tables;

/// <summary>How many columns a terminal has.</summary>
internal static class TerminalWidth
{
    private const int Customary = 80, Least = 20, Most = 10_000;

    /// <summary>
    /// <c>COLUMNS</c> where it is set, else what the system says, else 80; asked anew each time, as a window may be resized.
    /// </summary>
    public static int Now() => Named(Environment.GetEnvironmentVariable("COLUMNS")) ?? Asked() ?? Customary;

    /// <summary>A width that makes sense; null for anything else.</summary>
    public static int? Named(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns > 0
            ? Math.Clamp(columns, Least, Most)
            : null;

    private static int? Asked()
    {
        try
        {
            // The framework's own question writes control sequences to the terminal first.
            var columns = OperatingSystem.IsLinux() ? Descriptor.Columns(1) ?? Descriptor.Columns(2) ?? 0 : Console.WindowWidth;
            return columns > 0 ? Math.Clamp(columns, Least, Most) : null;
        }
        catch (Exception error) when (error is IOException or PlatformNotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }
}
