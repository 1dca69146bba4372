using System.Globalization;

namespace Gexia.Embeddings;

/// <summary>An embedding is not finite: of no use to anybody, since every cosine with it is NaN.</summary>
/// <remarks>
/// It comes of weights or pixels that are not finite or far too large, or of a vector of length 0 that was to be scaled to length 1.
/// </remarks>
public sealed class NonFiniteEmbeddingException : GexiaException
{
    internal NonFiniteEmbeddingException(string problem, string? subject = null)
        : base(subject is null ? problem : $"{subject}: {problem}") { }

    /// <summary>What is wrong with an embedding, in a line; null where it is finite.</summary>
    /// <param name="embedding">[dimensions].</param>
    public static string? Problem(ReadOnlySpan<float> embedding)
    {
        for (var i = 0; i < embedding.Length; i++)
            if (!float.IsFinite(embedding[i]))
                return string.Create(CultureInfo.InvariantCulture,
                    $"the embedding is not finite ({(float.IsNaN(embedding[i]) ? "NaN" : "infinity")} at {i} of {embedding.Length}): the "
                    + $"model gives a vector of length 0, or one that is not finite");
        return null;
    }

    internal static void Require(EmbeddingOptions options, IEnumerable<float[]> embeddings, string what, int first)
    {
        if (options.AllowNonFinite) return;
        foreach (var embedding in embeddings)
        {
            if (Problem(embedding) is { } problem) throw new NonFiniteEmbeddingException(problem, $"{what} {first}");
            first++;
        }
    }
}
