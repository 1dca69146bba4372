using System.Text;
using Spectre.Console;

namespace Gexia.Cli.Tables;

/// <summary>
/// Text set into lines that are broken between words only. Widths are in cells of a terminal, of which a wide letter takes two.
/// </summary>
internal static class Words
{
    public static int Width(string text) => text.GetCellWidth();

    /// <summary>Width of the widest word, below which no line can be broken.</summary>
    public static int Widest(string text) => text.Split(' ').Max(Width);

    /// <summary>Lines of at most <paramref name="width"/> cells; a word that is wider has a line of its own.</summary>
    public static IReadOnlyList<string> Break(string text, int width)
    {
        if (Width(text) <= width) return [text];
        var lines = new List<string>();
        var (line, used) = (new StringBuilder(), 0);
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var wide = Width(word);
            if (used > 0 && used + 1 + wide > width)
            {
                lines.Add(line.ToString());
                line.Clear();
                used = 0;
            }
            if (used > 0) line.Append(' ');
            line.Append(word);
            used += wide + (used > 0 ? 1 : 0);
        }
        lines.Add(line.ToString());
        return lines;
    }

    /// <summary>
    /// The beginning of a text that takes at most <paramref name="width"/> cells; it ends in … where something was left out.
    /// </summary>
    public static string Cut(string text, int width)
    {
        if (Width(text) <= width) return text;
        var (used, end) = (1, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            used += Width(rune.ToString());
            if (used > width) break;
            end += rune.Utf16SequenceLength;
        }
        return text[..end] + "…";
    }

    /// <summary>The text with spaces to <paramref name="width"/> cells.</summary>
    public static string Pad(string text, int width, bool toTheRight)
    {
        var space = new string(' ', Math.Max(0, width - Width(text)));
        return toTheRight ? space + text : text + space;
    }
}
