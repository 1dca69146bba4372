using Gexia.Models.Clip;

namespace Gexia.Models;

/// <summary>
/// Dense text features (GEXIA §3.2; spec §3.2): ln_final of every token, no projection.
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
        if (config.LongText == LongText.Chunk) chunkEmbedding = scope.Parameter("chunk_embedding", [config.MaxChunks, width], ParameterRole.Embedding, Initial.Zeros);
    }

    /// <summary>F_T of texts that fit the context.</summary>
    public (Tensor Features, Tensor? KeyMask) Forward(TextIds texts)
    {
        var features = tower.Forward(texts.Ids);
        return (features, config.MaskTextPads ? texts.KeyMask(features.DType) : null);
    }

    /// <summary>F_T of texts in windows: each window is encoded on its own, and a learned vector says which one it was.</summary>
    /// <param name="windows">All windows of all texts, text by text; every text has <paramref name="perText"/> of them, empty ones at the end.</param>
    /// <param name="perText">Windows of one text.</param>
    /// <param name="used">How many windows of each text hold something.</param>
    /// <returns>[texts, perText·length, C] and the mask of padding and of empty windows.</returns>
    public (Tensor Features, Tensor? KeyMask) Forward(TextIds windows, int perText, IReadOnlyList<int> used)
    {
        if (chunkEmbedding is null) throw new InvalidOperationException("DenseText: windows need dense.longText = chunk.");
        if (perText > config.MaxChunks) throw new ShapeException("DenseText", $"{perText} windows of one text, at most {config.MaxChunks} (dense.maxChunks).", windows.Ids.Shape);
        var tokens = tower.Forward(windows.Ids);
        var (length, width, texts) = (tokens.Shape[1], tokens.Shape[2], used.Count);
        var features = (tokens.Reshape(texts, perText, length, width) + chunkEmbedding.Slice(0, 0, perText).Reshape(perText, 1, width)).Reshape(texts, perText * length, width);
        var mask = windows.KeyMask(DType.Float64).ToArray<double>();
        for (var text = 0; text < texts; text++)
            mask.AsSpan(((text * perText) + used[text]) * length, (perText - used[text]) * length).Fill(double.NegativeInfinity);
        return (features, Tensor.Of(mask, [texts, perText * length]).To(features.DType));
    }
}
