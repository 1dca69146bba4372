using Gexia.Embeddings;

namespace Gexia.Search.Ranking;

/// <summary>Embeds texts as queries: the mean of a text's embedding and the mean of its <see cref="QueryVariants"/>, at most of length 1.</summary>
internal static class TextQueries
{
    /// <param name="model">The model.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    /// <returns>For each its vector and whether it was longer than the model reads.</returns>
    public static IReadOnlyList<(float[] Vector, bool Truncated)> Embed(EmbeddingModel model, IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        IReadOnlyList<string>[] variants = [.. texts.Select(text => QueryVariants.Of(text, model.TextLength))];
        var embedded = model.EmbedTexts([.. texts.Concat(variants.SelectMany(each => each))], EmbeddingOptions.Default, cancellation);
        var result = new (float[], bool)[texts.Count];
        var next = texts.Count;
        for (var i = 0; i < result.Length; i++)
        {
            var vector = (float[])embedded[i].Vector.Clone();
            var count = variants[i].Count;
            for (var d = 0; count > 0 && d < vector.Length; d++)
            {
                var sum = 0f;
                for (var v = 0; v < count; v++) sum += embedded[next + v].Vector[d];
                vector[d] = (vector[d] + (sum / count)) / 2;
            }
            next += count;
            result[i] = (vector, embedded[i].Truncated);
        }
        return result;
    }
}
