namespace Gexia.Embeddings;

/// <summary>A text's embedding.</summary>
/// <param name="Vector">[dimensions].</param>
/// <param name="Tokens">Ids that the model read, start and end included.</param>
/// <param name="Truncated">Whether tokens were cut at the context length.</param>
public sealed record EmbeddedText(float[] Vector, int Tokens, bool Truncated);
