namespace Gexia.Search.Ranking;

/// <summary>A text with one of its words left out, once for each of some words.</summary>
/// <remarks>
/// What a model has learnt to see keeps its direction when a word is missing; what it only seems to know turns with every word. The mean of
/// a text's embedding and the mean of its variants' is therefore the shorter, and scores the less, the less sure the model is.
/// </remarks>
internal static class QueryVariants
{
    /// <summary>Most variants of a text.</summary>
    public const int Most = 8;

    /// <summary>The variants; none for a text of one word.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">Words that the model may read at most; the others are not looked at.</param>
    public static IReadOnlyList<string> Of(string text, int longest)
    {
        string[] words = [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Take(Math.Max(2, longest))];
        if (words.Length < 2) return [];
        var count = Math.Min(words.Length, Most);
        var variants = new string[count];
        for (var i = 0; i < count; i++)
        {
            var left = count == 1 ? 0 : (int)Math.Round((double)i * (words.Length - 1) / (count - 1), MidpointRounding.AwayFromZero);
            variants[i] = string.Join(' ', words.Where((_, at) => at != left));
        }
        return variants;
    }
}
