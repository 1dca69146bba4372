using Gexia.Embeddings;

namespace Gexia.Search.Ranking;

/// <summary>
/// Embeds texts as queries: (1 − α)·e + α·v with a text's embedding e, the mean v of its <see cref="QueryVariants"/>, and α = ½; of a text
/// with n &lt; <see cref="Enough"/> words, of which each is a large part, α = ½·(n − 1)/(<see cref="Enough"/> − 1). At most of length 1.
/// </summary>
internal static class TextQueries
{
    /// <summary>Words of a text that is still itself without one of them.</summary>
    public const int Enough = 5;

    /// <param name="model">The model.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    /// <returns>For each its vector and whether it was longer than the model reads.</returns>
    public static IReadOnlyList<(float[] Vector, bool Truncated)> Embed(
        EmbeddingModel model, IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        IReadOnlyList<string>[] variants = [.. texts.Select(text => QueryVariants.Of(text, model.TextLength))];
        var embedded = model.EmbedTexts([.. texts.Concat(variants.SelectMany(each => each))], EmbeddingOptions.Default, cancellation);
        var result = new (float[], bool)[texts.Count];
        var next = texts.Count;
        for (var i = 0; i < result.Length; i++)
        {
            var vector = (float[])embedded[i].Vector.Clone();
            var count = variants[i].Count;
            var share = Math.Min(1f, (count - 1f) / (Enough - 1)) / 2;
            for (var d = 0; count > 0 && d < vector.Length; d++)
            {
                var sum = 0f;
                for (var v = 0; v < count; v++) sum += embedded[next + v].Vector[d];
                vector[d] = ((1 - share) * vector[d]) + (share * sum / count);
            }
            next += count;
            result[i] = (vector, embedded[i].Truncated);
        }
        return result;
    }
}
