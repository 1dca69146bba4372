using System.Text;

namespace Gexia.Data.Text;

/// <summary>Splits clean text into the units inside which BPE merges.</summary>
/// <remarks>
/// The pattern of CLIP, first alternative that fits:
/// <c>&lt;|startoftext|&gt; | &lt;|endoftext|&gt; | 's | 't | 're | 've | 'm | 'll | 'd | \p{L}+ | \p{N} | [^\s\p{L}\p{N}]+</c>, ignoring
/// case. After lower-casing, ignoring case still matters twice: U+017F, the long s, equals s; and U+0345, a mark whose upper case is the
/// letter iota, falls out of every class in the reference implementation, which so skips it.
/// </remarks>
internal static class PreTokenizer
{
    /// <summary>How the start token is spelt inside a text.</summary>
    public const string StartOfText = "<|startoftext|>";

    /// <summary>How the end token is spelt inside a text.</summary>
    public const string EndOfText = "<|endoftext|>";

    private static readonly string[] Fixed = [StartOfText, EndOfText, "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    /// <summary>
    /// The units of <paramref name="clean"/> from left to right, each a range of characters; white space belongs to none.
    /// </summary>
    public static IEnumerable<Range> Split(string clean)
    {
        for (var at = 0; at < clean.Length;)
        {
            var length = UnitAt(clean.AsSpan(at));
            if (length > 0) yield return at..(at + length);
            at += Math.Max(length, 1);
        }
    }

    /// <summary>Length of the unit at the start of <paramref name="text"/>; 0 for what is skipped.</summary>
    private static int UnitAt(ReadOnlySpan<char> text)
    {
        if (text[0] is '<' or '\'')
            foreach (var unit in Fixed)
                if (StartsWith(text, unit)) return unit.Length;

        Rune.DecodeFromUtf16(text, out var first, out var length);
        var kind = KindOf(first.Value);
        if (kind is Kind.Space) return 0;
        if (kind is Kind.Number) return length;
        while (length < text.Length)
        {
            Rune.DecodeFromUtf16(text[length..], out var next, out var used);
            if (KindOf(next.Value) != kind) break;
            length += used;
        }
        return length;
    }

    private static bool StartsWith(ReadOnlySpan<char> text, string unit)
    {
        if (text.Length < unit.Length) return false;
        for (var i = 0; i < unit.Length; i++)
            if ((text[i] == '\u017F' ? 's' : text[i]) != unit[i]) return false;
        return true;
    }

    private enum Kind { Letter, Number, Space, Other }

    private static Kind KindOf(int point) =>
        CharacterClass.IsLetter(point) ? Kind.Letter
        : CharacterClass.IsNumber(point) ? Kind.Number
        : CharacterClass.IsWhiteSpace(point) || point == 0x345 ? Kind.Space
        : Kind.Other;
}
