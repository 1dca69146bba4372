using System.Text;
using Gexia.Data.Text.Tables;

namespace Gexia.Data.Text;

/// <summary>Replaces HTML 5 character references as Python's <c>html.unescape</c> does.</summary>
/// <remarks>
/// A name may lack its semicolon where HTML allows that, and the longest known prefix counts: <c>&amp;notit;</c> is <c>¬it;</c>.
/// </remarks>
internal static class HtmlEntities
{
    private const int LongestName = 32;                 // code points, without the semicolon
    private const string EndsName = "\t\n\f <&#;";

    /// <summary>What HTML makes of the numbers 0x80..0x9F: windows-1252, where that has a character.</summary>
    private const string Windows1252 =
        "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f" +
        "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

    private static readonly Lazy<Dictionary<string, string>> Names = new(() =>
        Table.Rows("entities.txt").ToDictionary(row => row[0], row => Table.Text(row.AsSpan(1)), StringComparer.Ordinal));

    /// <summary>The text with every reference replaced once.</summary>
    public static string Unescape(string text)
    {
        var next = text.IndexOf('&');
        if (next < 0) return text;

        var result = new StringBuilder(text.Length);
        var done = 0;
        while (next >= 0)
        {
            result.Append(text, done, next - done);
            var length = text.AsSpan(next + 1) is ['#', ..] ? Numeric(text.AsSpan(next), result) : Named(text.AsSpan(next), result);
            if (length == 0) { result.Append('&'); length = 1; }
            done = next + length;
            next = text.IndexOf('&', done);
        }
        return result.Append(text, done, text.Length - done).ToString();
    }

    /// <summary>Reads <c>&amp;#123;</c> or <c>&amp;#x7B;</c>; returns the characters used, 0 where there is no number.</summary>
    private static int Numeric(ReadOnlySpan<char> text, StringBuilder result)
    {
        var at = 2;
        var hexadecimal = at < text.Length && text[at] is 'x' or 'X';
        if (hexadecimal) at++;

        int start = at, value = 0;
        for (; at < text.Length && (hexadecimal ? char.IsAsciiHexDigit(text[at]) : char.IsAsciiDigit(text[at])); at++)
        {
            var digit = char.IsAsciiDigit(text[at]) ? text[at] - '0' : (text[at] | 0x20) - 'a' + 10;
            value = Math.Min(value * (hexadecimal ? 16 : 10) + digit, 0x110000);        // what is too large stays too large
        }
        if (at == start) return 0;
        if (at < text.Length && text[at] == ';') at++;

        if (value is 0 or >= 0xD800 and <= 0xDFFF or > 0x10FFFF) result.Append('\uFFFD');
        else if (value is >= 0x80 and <= 0x9F) result.Append(Windows1252[value - 0x80]);
        else if (!IsForbidden(value)) result.Append(new Rune(value));
        return at;
    }

    /// <summary>Control characters and non-characters, which vanish.</summary>
    private static bool IsForbidden(int point) =>
        point is <= 0x8 or 0xB or >= 0xE and <= 0x1F or 0x7F or >= 0xFDD0 and <= 0xFDEF || (point & 0xFFFE) == 0xFFFE;

    private static int Named(ReadOnlySpan<char> text, StringBuilder result)
    {
        var end = 1;
        for (var points = 0; points < LongestName && end < text.Length && !EndsName.Contains(text[end]); points++)
            end += char.IsHighSurrogate(text[end]) && end + 1 < text.Length ? 2 : 1;
        if (end < text.Length && end > 1 && text[end] == ';') end++;

        var names = Names.Value.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var length = end; length > 2; length--)
        {
            if (!names.TryGetValue(text[1..length], out var replacement)) continue;
            result.Append(replacement);
            return length;
        }
        return 0;
    }
}
