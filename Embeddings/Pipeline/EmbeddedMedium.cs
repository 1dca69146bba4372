namespace Gexia.Embeddings.Pipeline;

/// <summary>What the pipeline gives for one input.</summary>
/// <param name="Number">Which input, counted from 0.</param>
/// <param name="Vector">[dimensions]; null where there was nothing to embed or an error.</param>
/// <param name="Error">What decoding or preparing it threw, or that its embedding is not finite; the others are not touched by it.</param>
public sealed record EmbeddedMedium(int Number, float[]? Vector, Exception? Error = null);
