using System.Globalization;
using System.Text;

namespace Gexia.Cli;

/// <summary>A command of this program as a person can paste it into a shell.</summary>
internal static class ShellCommand
{
    private const string Plain = "_@%+=:,./-";

    /// <summary>The command line with every word quoted where a POSIX shell (or on Windows its own) would change it.</summary>
    public static string Of(params IEnumerable<string> words) => string.Join(' ', words.Prepend("gexia").Select(Quote));

    private static string Quote(string word)
    {
        if (word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || Plain.Contains(c))) return word;
        if (OperatingSystem.IsWindows()) return $"\"{word}\"";
        // Control characters would be shown escaped, so they are written in the shell's own escapes.
        if (!word.Any(char.IsControl)) return $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
        var text = new StringBuilder("$'");
        foreach (var c in word)
        {
            if (char.IsControl(c))
            {
                foreach (var b in Encoding.UTF8.GetBytes([c]))
                    text.Append(CultureInfo.InvariantCulture, $"\\{Convert.ToString(b, 8).PadLeft(3, '0')}");
            }
            else if (c is '\'' or '\\') text.Append('\\').Append(c);
            else text.Append(c);
        }
        return text.Append('\'').ToString();
    }
}
