namespace Gexia;

/// <summary>
/// What queries take from some of their keys: the mixture O of these keys' values, and ℓ = ln Σⱼ exp(sⱼ) of their scores, by which parts
/// are joined to attention over all keys. Without gradients.
/// </summary>
/// <param name="Mixture">O: [batch, queries, width].</param>
/// <param name="LogSumExp">ℓ: [batch, heads, queries], float32 where O is bfloat16 or float16.</param>
/// <remarks>
/// Soft-max over the keys of two parts gives a key of the first exp(s)/(exp(ℓ₁) + exp(ℓ₂)) = exp(s − ℓ₁)·w with
/// w = exp(ℓ₁)/(exp(ℓ₁) + exp(ℓ₂)) = σ(ℓ₁ − ℓ₂), so that O = w·O₁ + (1 − w)·O₂ = O₂ + w·(O₁ − O₂).
/// A part that many queries share is attended to once, as one long list of queries, and its keys are never copied.
/// </remarks>
internal readonly record struct AttentionPart(Tensor Mixture, Tensor LogSumExp)
{
    /// <summary>Attention to some of the keys.</summary>
    /// <param name="query">[batch, queries, width].</param>
    /// <param name="key">[batch, keys, width]; or [1, keys, width], the same keys for every sample.</param>
    /// <param name="value">As the keys.</param>
    /// <param name="heads">Divides the width.</param>
    /// <exception cref="ShapeException">The shapes, dtypes or heads do not fit, or there is no key.</exception>
    /// <exception cref="InvalidOperationException">A gradient is to be recorded.</exception>
    public static AttentionPart Of(Tensor query, Tensor key, Tensor value, int heads)
    {
        if (Graph.WillRecord([query, key, value]))
            throw new InvalidOperationException("AttentionPart: has no gradient. Call it inside Graph.NoGradient().");
        if (key.Shape.Rank == 3 && key.Shape[1] == 0)
            throw new ShapeException("AttentionPart", $"needs at least one key, not {key.Description}.", key.Shape);
        var shared = query.Shape.Rank == 3 && key.Shape.Rank == 3 && key.Shape[0] == 1 && query.Shape[0] > 1;
        if (!shared) return Parts(query, key, value, heads);
        var (batch, queries, width) = (query.Shape[0], query.Shape[1], query.Shape[2]);
        var all = Parts(query.Reshape(1, batch * queries, width), key, value, heads);
        return new(
            all.Mixture.Reshape(batch, queries, width), all.LogSumExp.Reshape(heads, batch, queries).Permute(1, 0, 2));
    }

    /// <summary>O of attention to the keys of both parts.</summary>
    /// <param name="other">Of the same queries; one sample of either may stand for all of the other.</param>
    /// <returns>[batch, queries, width].</returns>
    public Tensor Join(AttentionPart other)
    {
        var weight = (LogSumExp - other.LogSumExp).Sigmoid();
        var (batch, heads, queries) = (weight.Shape[0], weight.Shape[1], weight.Shape[2]);
        var width = Mixture.Shape[2];
        Tensor Heads(Tensor x) => x.Reshape(x.Shape[0], queries, heads, width / heads);
        var share = weight.Permute(0, 2, 1).Reshape(batch, queries, heads, 1).Cast(Mixture.DType);
        return (Heads(other.Mixture) + (share * (Heads(Mixture) - Heads(other.Mixture)))).Reshape(batch, queries, width);
    }

    private static AttentionPart Parts(Tensor query, Tensor key, Tensor value, int heads)
    {
        var (mixture, logSumExp) = AttentionOp.Part(query, key, value, heads);
        return new(mixture, logSumExp);
    }
}
