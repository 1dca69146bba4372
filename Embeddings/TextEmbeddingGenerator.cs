using Microsoft.Extensions.AI;

namespace Gexia.Embeddings;

/// <summary>Embeds texts: <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> over a CLIP or GEXIA model.</summary>
/// <remarks>
/// A text above the model's context is cut; its embedding then carries <see cref="EmbeddingProperties.Truncated"/>, the result counts
/// such texts under <see cref="EmbeddingProperties.TruncatedTexts"/>. <c>Usage</c> counts the ids that the model read.
/// </remarks>
/// <example><code>
/// using var generator = new TextEmbeddingGenerator(EmbeddingModel.Open("clip-vit-base-patch32"));
/// var embeddings = await generator.GenerateAsync(["a cat jumps", "a dog sleeps"]);
/// float cosine = TensorPrimitives.Dot(embeddings[0].Vector.Span, embeddings[1].Vector.Span);     // unit length
/// </code></example>
/// <param name="model">The model; several generators may share it.</param>
/// <param name="options">What holds where a call says nothing else; <see cref="EmbeddingOptions.Default"/> when null.</param>
public sealed class TextEmbeddingGenerator(EmbeddingModel model, EmbeddingOptions? options = null)
    : GexiaEmbeddingGenerator<string>(model, options)
{
    private protected override GeneratedEmbeddings<Embedding<float>> Generate(
        string[] values, EmbeddingOptions options, CancellationToken cancellation)
    {
        var result = new GeneratedEmbeddings<Embedding<float>>(values.Length);
        var (tokens, truncated) = (0L, 0);
        foreach (var text in Model.EmbedTexts(values, options, cancellation))
        {
            var embedding = Embedding(text.Vector);
            if (text.Truncated)
            {
                embedding.AdditionalProperties = new() { [EmbeddingProperties.Truncated] = true };
                truncated++;
            }
            tokens += text.Tokens;
            result.Add(embedding);
        }
        result.Usage = new() { InputTokenCount = tokens, TotalTokenCount = tokens };
        result.AdditionalProperties = new() { [EmbeddingProperties.TruncatedTexts] = truncated };
        return result;
    }
}
