using Gexia.Embeddings;

namespace Gexia.Cli.Embed;

/// <summary>Texts that a person typed, embedded with what can be wrong about them told plainly.</summary>
internal static class Prompts
{
    private const int MostWarnings = 8;

    /// <summary>
    /// Embeds texts; a word that a word-level vocabulary lacks is bad input. Embeddings may be not finite, see <see cref="NotFinite"/>.
    /// </summary>
    public static IReadOnlyList<EmbeddedText> Embed(
        EmbeddingModel model, string verb, string[] texts, EmbeddingOptions options, CancellationToken cancellation)
    {
        try
        {
            return model.EmbedTexts(texts, options with { AllowNonFinite = true }, cancellation);
        }
        catch (ArgumentException error)
        {
            throw CommandException.BadInput($"{verb}: {error.Message}");
        }
    }

    /// <summary>Numbers of the texts whose embeddings are not finite, each with a warning.</summary>
    public static List<int> NotFinite(Session session, string[] texts, IReadOnlyList<EmbeddedText> embedded)
    {
        var broken = new List<int>();
        for (var i = 0; i < embedded.Count; i++)
        {
            if (NonFiniteEmbeddingException.Problem(embedded[i].Vector) is not { } problem) continue;
            if (broken.Count < MostWarnings) session.Warn($"'{TerminalText.Shorten(texts[i], 80)}': {problem}");
            broken.Add(i);
        }
        if (broken.Count > MostWarnings) session.Warn($"and {broken.Count - MostWarnings} more texts.");
        return broken;
    }

    /// <summary>Counts and warns of texts that were cut at the context length.</summary>
    public static int WarnOfCuts(Session session, EmbeddingModel model, IReadOnlyList<EmbeddedText> texts)
    {
        var cut = texts.Count(text => text.Truncated);
        if (cut > 0) session.Warn($"{cut} of {texts.Count} texts are longer than the model's {model.TextLength} tokens and were cut.");
        return cut;
    }
}
