using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Gexia.Cli.Parsing;

/// <summary>
/// Finds arguments that are not UTF-8, such as file names in Latin-1. The runtime has put U+FFFD for what it could not read, so that no
/// such file could be found, and one written would get another name than was asked for.
/// </summary>
internal static class ForeignArguments
{
    /// <summary>The first argument whose bytes are not UTF-8, with those bytes as <c>\xE9</c>; null when there is none.</summary>
    public static string? First(IReadOnlyList<string> arguments)
    {
        if (!OperatingSystem.IsLinux() || !arguments.Any(argument => argument.Contains('\uFFFD'))) return null;
        return First(File.ReadAllBytes("/proc/self/cmdline"), arguments.Count);
    }

    /// <param name="commandLine">All arguments of the process, each ended by a zero.</param>
    /// <param name="count">How many of the last are the program's.</param>
    internal static string? First(ReadOnlySpan<byte> commandLine, int count)
    {
        var all = new List<Range>();
        foreach (var range in (commandLine is [.. var most, 0] ? most : commandLine).Split((byte)0)) all.Add(range);
        foreach (var range in all[Math.Max(0, all.Count - count)..])
            if (!Utf8.IsValid(commandLine[range])) return Show(commandLine[range]);
        return null;
    }

    private static string Show(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            var state = Rune.DecodeFromUtf8(bytes, out var rune, out var used);
            if (state == System.Buffers.OperationStatus.Done) text.Append(rune);
            else foreach (var value in bytes[..used]) text.Append(CultureInfo.InvariantCulture, $"\\x{value:X2}");
            bytes = bytes[used..];
        }
        return text.ToString();
    }
}
