using Gexia.Models.Clip;

namespace Gexia.Models;

/// <summary>
/// Dense text features (GEXIA §3.2): ln_final of every token, no projection.
/// in: ids [texts, length] → out: [texts, M, C] and the mask of its padding.
/// </summary>
public sealed class DenseText
{
    private readonly TextTransformer tower;
    private readonly DenseConfig config;
    private readonly Tensor? chunkEmbedding;

    /// <summary>Asks the scope for its parameters; the tower has its own.</summary>
    public DenseText(ParameterScope scope, TextTransformer tower, int width, DenseConfig config)
    {
        this.tower = tower;
        this.config = config;
        if (config.LongText == LongText.Chunk)
            chunkEmbedding = scope.Parameter("chunk_embedding", [config.MaxChunks, width], ParameterRole.Embedding, Initial.Zeros);
    }

    /// <summary>F_T of texts. Windows of one text are encoded apart, and a learned vector says which window a token was in.</summary>
    /// <param name="texts">Their tokens; several windows a text only with <see cref="LongText.Chunk"/>.</param>
    /// <returns>[texts, windows·length, C], and the mask of padding and of empty windows.</returns>
    /// <exception cref="ArgumentException">The texts were made for another end token than the tower's.</exception>
    /// <exception cref="ShapeException">There are more windows than the configuration has vectors for.</exception>
    public (Tensor Features, Tensor? KeyMask) Forward(TextIds texts) => InWindows(Encode(texts), texts);

    /// <summary>What the tower makes of texts: [texts·windows, length, C].</summary>
    internal Tensor Encode(TextIds texts) => tower.Forward(texts.EndingAt(tower.EndOfText, tower.VocabularySize).Ids);

    /// <summary>F_T of texts whose tokens are encoded already; what is masked may be anything finite.</summary>
    internal (Tensor Features, Tensor? KeyMask) InWindows(Tensor tokens, TextIds texts)
    {
        var mask = config.MaskTextPads ? texts.KeyMask(tokens.DType.Accumulated()) : null;
        if (chunkEmbedding is null && texts.PerText == 1) return (tokens, mask);
        if (chunkEmbedding is null || texts.PerText > config.MaxChunks)
            throw new ShapeException(
                "DenseText",
                $"{texts.PerText} windows of one text; the model reads {(chunkEmbedding is null ? 1 : config.MaxChunks)}. "
                + $"Set dense.longText to chunk, or dense.maxChunks higher.",
                texts.Ids.Shape);
        var (length, width, windows) = (tokens.Shape[1], tokens.Shape[2], texts.PerText);
        var which = chunkEmbedding.Slice(0, 0, windows).Cast(tokens.DType).Reshape(windows, 1, width);
        var features = tokens.Reshape(texts.Texts, windows, length, width) + which;
        return (features.Reshape(texts.Texts, windows * length, width), mask);
    }
}
