using Gexia.Data.Text;

namespace Gexia.Data.Granularities;

/// <summary>What became of a language model's reply.</summary>
internal enum ReplyVerdict
{
    /// <summary>It is the summary.</summary>
    Kept,

    /// <summary>It was too long; its first sentences that fit, or else its first words, are the summary.</summary>
    Shortened,

    /// <summary>There was no word in it.</summary>
    Empty,

    /// <summary>It repeats the prompt.</summary>
    Prompt,

    /// <summary>It has too little to do with the text.</summary>
    Unlike,
}

/// <summary>Whether a language model's reply can be the summary of a text. A model may say anything: nothing is taken on trust.</summary>
internal static class ReplyCheck
{
    /// <summary>The least similarity of a summary and its text where nobody says otherwise.</summary>
    /// <remarks>Nine of ten captions of other videos lie below it, and most of what people write of the same video above.</remarks>
    public const double LeastSimilarity = 0.25;

    /// <summary>Makes the summaries where replies cannot be taken.</summary>
    public static ExtractiveSummarizer Otherwise { get; } = new();

    // As many words of the prompt in a row are no chance.
    private const int Echo = 5;

    /// <summary>Judges a reply.</summary>
    /// <param name="text">What was to be summarised.</param>
    /// <param name="reply">As the model gave it.</param>
    /// <param name="maxWords">The longest summary.</param>
    /// <param name="prompt">What was asked.</param>
    /// <param name="least">The least <see cref="Similarity"/>.</param>
    /// <returns>The summary: the reply in one line, or an extractive one where it cannot be taken; and what became of the reply.</returns>
    public static (string Summary, ReplyVerdict Verdict) Of(string text, string reply, int maxWords, SummaryPrompt prompt, double least)
    {
        var line = OneLine(reply);
        var summary = Shorten(line, maxWords);
        var verdict = !summary.Any(char.IsLetterOrDigit) ? ReplyVerdict.Empty
            : Repeats(summary, prompt, maxWords, text) ? ReplyVerdict.Prompt
            : Similarity(text, summary) < least ? ReplyVerdict.Unlike
            : summary.Length < line.Length ? ReplyVerdict.Shortened
            : ReplyVerdict.Kept;
        return (verdict is ReplyVerdict.Kept or ReplyVerdict.Shortened ? summary : Otherwise.Summarize(text, maxWords), verdict);
    }

    /// <summary>
    /// ROUGE-1 precision over content words: Σ min(c(w), t(w)) / Σ c(w), with c and t the occurrences of the word w in the summary and in
    /// the text.
    /// </summary>
    /// <remarks>Precision, since a good summary leaves much out and adds little. 0 for a summary without content words.</remarks>
    /// <returns>0…1.</returns>
    public static double Similarity(string text, string summary)
    {
        var words = ExtractiveSummarizer.ContentWords(summary).CountBy(word => word, StringComparer.Ordinal).ToList();
        var given = ExtractiveSummarizer.ContentWords(text).CountBy(word => word, StringComparer.Ordinal)
            .ToDictionary(StringComparer.Ordinal);
        var all = words.Sum(word => word.Value);
        return all == 0 ? 0 : (double)words.Sum(word => Math.Min(word.Value, given.GetValueOrDefault(word.Key))) / all;
    }

    /// <summary>One line without control characters, and without quotation marks around it.</summary>
    private static string OneLine(string reply)
    {
        var letters = TextCleaning.WellFormed(reply).Select(letter => char.IsControl(letter) ? ' ' : letter).ToArray();
        var line = string.Join(' ', Words(new string(letters)));
        return line is ['"', .. var quoted, '"'] && !quoted.Contains('"') ? quoted.Trim()
            : line is ['“', .. var curly, '”'] && !curly.Contains('“') ? curly.Trim()
            : line;
    }

    private static string Shorten(string line, int maxWords)
    {
        var words = Words(line);
        if (words.Length <= maxWords) return line;
        var fitting = "";
        foreach (var sentence in ExtractiveSummarizer.Sentences(line))
        {
            var longer = fitting.Length == 0 ? sentence : $"{fitting} {sentence}";
            if (Words(longer).Length > maxWords) break;
            fitting = longer;
        }
        return fitting.Length > 0 ? fitting : string.Join(' ', words.Take(maxWords));
    }

    /// <summary>Whether words of the prompt stand in the reply in a row, and not in the text.</summary>
    private static bool Repeats(string summary, SummaryPrompt prompt, int maxWords, string text)
    {
        var (said, given) = (Row(summary), Row(text));
        foreach (var part in prompt.Parts(maxWords))
        {
            var words = Words(Row(part));
            for (var from = 0; from + Echo <= words.Length; from++)
            {
                var row = $" {string.Join(' ', words[from..(from + Echo)])} ";
                if (said.Contains(row, StringComparison.Ordinal) && !given.Contains(row, StringComparison.Ordinal)) return true;
            }
        }
        return false;
    }

    /// <summary>The words of a text in lower case, each between single spaces.</summary>
    private static string Row(string text)
    {
        var letters = LowerCase.Of(TextCleaning.WellFormed(text)).Select(letter => char.IsLetterOrDigit(letter) ? letter : ' ').ToArray();
        return $" {string.Join(' ', Words(new string(letters)))} ";
    }

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
