using System.Text;

namespace Gexia.Data.Text.Phrases;

/// <summary>A word or a run of signs: where it stands in the text.</summary>
/// <param name="Start">First character.</param>
/// <param name="Length">In characters, at least one.</param>
/// <param name="Kind">What it is made of.</param>
internal readonly record struct WordSpan(int Start, int Length, WordKind Kind);

internal enum WordKind
{
    /// <summary>Latin letters, with hyphens and apostrophes inside.</summary>
    Word,
    /// <summary>Begins with a digit.</summary>
    Number,
    /// <summary>Signs inside a sentence, and words of other scripts.</summary>
    Sign,
    /// <summary>The end of a sentence: a full stop, a question mark, a line break.</summary>
    Stop,
}

/// <summary>Splits a text into words: at white space and signs; endings behind an apostrophe ('s, 're, …) are words of their own.</summary>
internal static class WordReader
{
    private static readonly string[] Endings = ["'s", "'re", "'ve", "'ll", "'m", "'d"];

    /// <summary>The words from left to right. Time and memory are linear in the text.</summary>
    public static List<WordSpan> Read(string text)
    {
        var words = new List<WordSpan>(text.Length / 5);
        for (var at = 0; at < text.Length;)
        {
            var (length, kind) = RunAt(text, at);
            if (kind is { } found) AddParts(text, new WordSpan(at, length, found), words);
            at += length;
        }
        return words;
    }

    /// <summary>The longest run of one kind at a place; no kind for white space.</summary>
    private static (int Length, WordKind? Kind) RunAt(string text, int at)
    {
        var point = PointAt(text, at, out var length);
        if (point is '\n' or '\r' or '!' or '?' or ';') return (length, WordKind.Stop);
        if (point is '.') return (length, WordGoesOn(text, at + length) ? WordKind.Sign : WordKind.Stop);
        if (CharacterClass.IsWhiteSpace(point)) return (length, null);
        if (IsApostrophe(point)) return (length, ClosesPlural(text, at) ? WordKind.Word : WordKind.Sign);
        if (!InWord(point)) return (length, WordKind.Sign);

        var latin = IsLatin(point);
        while (at + length < text.Length)
        {
            var next = PointAt(text, at + length, out var used);
            if (InWord(next)) latin &= IsLatin(next);
            else if (!(next == '-' || IsApostrophe(next)) || !WordGoesOn(text, at + length + used)) break;
            length += used;
        }
        return (length, !latin ? WordKind.Sign : point is >= '0' and <= '9' ? WordKind.Number : WordKind.Word);
    }

    /// <summary>Adds a run, an ending behind an apostrophe apart: man's → man, 's.</summary>
    private static void AddParts(string text, WordSpan run, List<WordSpan> words)
    {
        var letters = text.AsSpan(run.Start, run.Length);
        if (run.Kind is WordKind.Word && run.Length > 2)
            foreach (var ending in Endings)
                if (letters.Length > ending.Length && EndsWith(letters, ending))
                {
                    var stem = run.Length - ending.Length;
                    words.Add(run with { Length = stem });
                    words.Add(new WordSpan(run.Start + stem, ending.Length, WordKind.Word));
                    return;
                }
        words.Add(run);
    }

    private static bool EndsWith(ReadOnlySpan<char> word, string ending)
    {
        var tail = word[^ending.Length..];
        return IsApostrophe(tail[0]) && tail[1..].Equals(ending.AsSpan(1), StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether an apostrophe stands right behind an s and before a space: the girls' team.</summary>
    private static bool ClosesPlural(string text, int at) =>
        at > 0 && text[at - 1] is 's' or 'S' && at + 1 < text.Length && text[at + 1] == ' ';

    private static bool WordGoesOn(string text, int at) => at < text.Length && InWord(PointAt(text, at, out _));

    private static bool InWord(int point) => CharacterClass.IsLetter(point) || CharacterClass.IsNumber(point);

    private static bool IsLatin(int point) => point < 0x250;

    private static bool IsApostrophe(int point) => point is '\'' or 0x2019;

    private static int PointAt(string text, int at, out int length)
    {
        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out length);
        return rune.Value;
    }
}
