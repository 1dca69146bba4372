namespace Gexia.Training.Tasks.Answers;

/// <summary>The words by which figures of questions are told apart.</summary>
internal static class QuestionWords
{
    /// <summary>What every other question counts as.</summary>
    public const string Other = "other";

    /// <summary>In the order in which papers list them; all else is <see cref="Other"/>.</summary>
    public static IReadOnlyList<string> All { get; } = ["what", "who", "how", "when", "where", Other];

    /// <summary>The word that a question begins with, whatever its capitals.</summary>
    public static string Of(string question)
    {
        var text = question.AsSpan().TrimStart();
        var end = 0;
        while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
        foreach (var word in All)
            if (text[..end].Equals(word, StringComparison.OrdinalIgnoreCase) && word != Other) return word;
        return Other;
    }
}
