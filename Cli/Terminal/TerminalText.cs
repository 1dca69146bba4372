using System.Globalization;
using System.Text;

namespace Gexia.Cli;

/// <summary>
/// Makes text from strangers (captions, file names) harmless on a terminal: control characters could move the cursor,
/// recolour or retitle the window, and bidirectional overrides could show other text than there is.
/// </summary>
internal static class TerminalText
{
    /// <summary>The text with every control, format and separator character but the space written as \u{hex}.</summary>
    public static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var result = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHarmless(rune)) result.Append(rune);
            else result.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
        }
        return result.ToString();
    }

    /// <summary><see cref="Escape"/> line by line: the line feeds stay.</summary>
    public static string EscapeLines(string text) => string.Join('\n', text.Split('\n').Select(Escape));

    /// <summary>At most <paramref name="length"/> characters of a text, with an ellipsis where some were left out.</summary>
    public static string Shorten(string text, int length)
    {
        if (text.Length <= length) return text;
        var end = length - 1;
        if (char.IsHighSurrogate(text[end - 1])) end--;
        return text[..end] + "…";
    }

    private static bool IsHarmless(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
