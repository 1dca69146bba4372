using Gexia.Embeddings;

namespace Gexia.Cli.Embed;

/// <summary>Texts that a person typed, embedded with what can be wrong about them told plainly.</summary>
internal static class Prompts
{
    /// <summary>Embeds texts; a word that a word-level vocabulary lacks is bad input.</summary>
    public static IReadOnlyList<EmbeddedText> Embed(EmbeddingModel model, string verb, string[] texts, EmbeddingOptions options, CancellationToken cancellation)
    {
        try
        {
            return model.EmbedTexts(texts, options, cancellation);
        }
        catch (ArgumentException error)
        {
            throw CommandException.BadInput($"{verb}: {error.Message}");
        }
    }

    /// <summary>Counts and warns of texts that were cut at the context length.</summary>
    public static int WarnOfCuts(Session session, EmbeddingModel model, IReadOnlyList<EmbeddedText> texts)
    {
        var cut = texts.Count(text => text.Truncated);
        if (cut > 0) session.Warn($"{cut} of {texts.Count} texts are longer than the model's {model.TextLength} tokens and were cut.");
        return cut;
    }
}
