using System.Text;
using Gexia.Data.Text;

namespace Gexia.Data.Granularities;

/// <summary>Keeps the one or two sentences that say most; deterministic and offline.</summary>
/// <remarks>A sentence scores Σ over its content words w of tf(w)·ln(1 + n/df(w)), with tf the
/// occurrences in the sentence, df the sentences that hold w, and n all sentences. The best sentence is kept, and the second best
/// if both fit, in their order in the text. Before that, a clause with the same content words as an earlier one is dropped.</remarks>
public sealed class ExtractiveSummarizer : ISummarizer
{
    private static readonly HashSet<string> FunctionWords = new((
        "a an the this that these those some any each every no and or but nor so yet if then than as at by for from in into of off on onto "
        + "out " +
        "over to under up down with without within about above across after before behind below between through during near next " +
        "i you he she it we they me him her us them his its our your their my who whom whose which what where when while " +
        "is are was were be been being am do does did has have had can could will would may might must shall should not there here also "
        + "very")
        .Split(' '), StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Id => "extractive-1";

    /// <inheritdoc/>
    /// <remarks>
    /// A single sentence that is too long is cut after <paramref name="maxWords"/> words. Empty texts give empty summaries.
    /// </remarks>
    public string Summarize(string text, int maxWords)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxWords, 1);
        var sentences = WithoutRepeats(Sentences(text));
        if (sentences.Count == 0) return "";

        var counts = sentences.Select(sentence => ContentWords(sentence).CountBy(word => word, StringComparer.Ordinal).ToList()).ToList();
        var holders =
            counts.SelectMany(words => words).CountBy(word => word.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var scores = counts.Select(words => words.Sum(word => word.Value * Math.Log(1 + (double)sentences.Count / holders[word.Key])))
            .ToList();

        var ranked = Enumerable.Range(0, sentences.Count).OrderByDescending(i => scores[i]).ThenBy(i => i).ToList();
        int[] kept = [.. ranked.Take(2).Order()];
        if (kept.Sum(i => WordCount(sentences[i])) > maxWords) kept = [ranked[0]];
        var words = kept.SelectMany(i => Words(sentences[i])).Take(maxWords);
        return string.Join(' ', words);
    }

    /// <summary>Splits after . ! ? that end a word.</summary>
    internal static List<string> Sentences(string text)
    {
        var sentences = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('.' or '!' or '?') || (i + 1 < text.Length && !char.IsWhiteSpace(text[i + 1]))) continue;
            sentences.Add(text[start..(i + 1)].Trim());
            start = i + 1;
        }
        sentences.Add(text[start..].Trim());
        return [.. sentences.Where(sentence => sentence.Length > 0)];
    }

    /// <summary>Drops each clause that says the same as an earlier one, and sentences of which nothing is left.</summary>
    private static List<string> WithoutRepeats(List<string> sentences)
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        var kept = new List<string>();
        foreach (var sentence in sentences)
        {
            var end = sentence[^1] is '.' or '!' or '?' ? sentence[^1..] : "";
            var clauses = sentence[..^end.Length].Split(
                [", ", "; "], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(
                    clause => said.Add(
                        string.Join(' ', ContentWords(clause).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)))).ToList();
            if (clauses.Count > 0) kept.Add(string.Join(", ", clauses) + end);
        }
        return kept;
    }

    /// <summary>The words of a text that carry its content, in lower case and in their order.</summary>
    internal static IEnumerable<string> ContentWords(string text)
    {
        var lower = LowerCase.Of(TextCleaning.WellFormed(text));
        var functionWords = FunctionWords.GetAlternateLookup<ReadOnlySpan<char>>();
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i <= lower.Length;)
        {
            var length = 1;
            var isOfWord = i < lower.Length && IsOfWord(lower, i, out length);
            if (!isOfWord)
            {
                var word = lower.AsSpan(start, i - start);
                if (word.Length > 0 && !functionWords.Contains(word)) words.Add(word.ToString());
                start = i + length;
            }
            i += length;
        }
        return words;
    }

    /// <summary>Whether a letter or a number begins at a place, and how many characters long it is.</summary>
    private static bool IsOfWord(string text, int at, out int length)
    {
        length = 1;
        if (char.IsAscii(text[at])) return char.IsAsciiLetterOrDigit(text[at]);
        var rune = Rune.GetRuneAt(text, at);
        length = rune.Utf16SequenceLength;
        return CharacterClass.IsLetter(rune.Value) || CharacterClass.IsNumber(rune.Value);
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static int WordCount(string text) => Words(text).Length;
}
