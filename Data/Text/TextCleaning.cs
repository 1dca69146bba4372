using System.Text;

namespace Gexia.Data.Text;

/// <summary>OpenAI CLIP's cleaning of a caption, after NFC and without ftfy: text → clean text.</summary>
/// <remarks>In order: lone surrogates become U+FFFD, NFC, HTML unescaped twice
/// (captions of the web are often escaped twice), white space trimmed and folded to single spaces, lower-cased.
/// Independent of culture and machine; Unicode 14.0 for NFC and lower case.</remarks>
public static class TextCleaning
{
    /// <summary>Cleans <paramref name="text"/>. Any string is accepted; the result may be empty.</summary>
    /// <example><code>var clean = TextCleaning.Clean("  Tom &amp;amp;amp;\n Jerry ");   // "tom &amp; jerry"</code></example>
    public static string Clean(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var composed = CanonicalComposition.Compose(WellFormed(text));
        var plain = HtmlEntities.Unescape(HtmlEntities.Unescape(composed));
        return LowerCase.Of(FoldWhiteSpace(plain));
    }

    /// <summary>Replaces each half of a surrogate pair that stands alone, which no encoding can hold, by U+FFFD.</summary>
    internal static string WellFormed(string text)
    {
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0) return text;
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) result.Append(rune);       // the enumerator does the replacing
        return result.ToString();
    }

    /// <summary>Strips both ends and makes one space of each run of white space inside.</summary>
    private static string FoldWhiteSpace(string text)
    {
        int start = 0, end = text.Length;
        while (start < end && CharacterClass.IsStripped(text[start])) start++;
        while (end > start && CharacterClass.IsStripped(text[end - 1])) end--;

        var folded = new StringBuilder(end - start);
        for (var i = start; i < end; i++)
        {
            if (!CharacterClass.IsWhiteSpace(text[i])) folded.Append(text[i]);
            else if (!CharacterClass.IsWhiteSpace(text[i - 1])) folded.Append(' ');
        }
        return folded.ToString();
    }
}
