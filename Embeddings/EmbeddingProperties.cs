namespace Gexia.Embeddings;

/// <summary>Keys in the <c>AdditionalProperties</c> of a call's options and of its results.</summary>
public static class EmbeddingProperties
{
    /// <summary>Of a call: a bool that overrides <see cref="EmbeddingOptions.Normalize"/>.</summary>
    public const string Normalize = "gexia.normalize";

    /// <summary>Of a call: an int that overrides <see cref="EmbeddingOptions.BatchSize"/>.</summary>
    public const string BatchSize = "gexia.batch_size";

    /// <summary>Of a call: an int that overrides <see cref="EmbeddingOptions.Frames"/>.</summary>
    public const string Frames = "gexia.frames";

    /// <summary>Of a text's embedding: true where tokens were cut at the context length; absent otherwise.</summary>
    public const string Truncated = "gexia.truncated";

    /// <summary>Of a result of texts: an int, how many of them were cut at the context length.</summary>
    public const string TruncatedTexts = "gexia.truncated_texts";

    /// <summary>Of a video's embedding: a text that says why only a part of the file was embedded; absent otherwise.</summary>
    public const string Warning = "gexia.warning";
}
