namespace Gexia.Models.Layers;

/// <summary>
/// Multi-head attention from one sequence to another with separate projections <c>q</c> [D, queryWidth], <c>k</c> and <c>v</c>
/// [D, keyWidth] and <c>o</c> [D, D]. Keys and values can be projected once and used by many calls.
/// </summary>
/// <param name="scope">Where the parameters are named.</param>
/// <param name="queryWidth">Width of the queries' sequence.</param>
/// <param name="keyWidth">Width of the keys' sequence.</param>
/// <param name="width">D.</param>
/// <param name="heads">Divides D.</param>
/// <param name="rule">Fresh values.</param>
public sealed class MultiHeadAttention(ParameterScope scope, int queryWidth, int keyWidth, int width, int heads, Initialization rule)
{
    private readonly Linear q = new(scope.At("q"), queryWidth, width, rule);
    private readonly Linear k = new(scope.At("k"), keyWidth, width, rule);
    private readonly Linear v = new(scope.At("v"), keyWidth, width, rule);
    private readonly Linear o = new(scope.At("o"), width, width, rule);

    /// <summary>Keys and values of a sequence: [batch, keys, keyWidth] → two of [batch, keys, D].</summary>
    public (Tensor Key, Tensor Value) Project(Tensor sequence) => (k.Forward(sequence), v.Forward(sequence));

    /// <summary>[batch, queries, queryWidth] → [batch, queries, D].</summary>
    /// <param name="x">The queries' sequence.</param>
    /// <param name="projected">From <see cref="Project"/>.</param>
    /// <param name="keyMask">[batch, keys] of 0 and −∞, or null.</param>
    /// <param name="residual">[batch, queries, D] that the result is added to, or null.</param>
    public Tensor Forward(Tensor x, (Tensor Key, Tensor Value) projected, Tensor? keyMask, Tensor? residual = null) =>
        Forward(x, query => AttentionOp.Attention(query, projected.Key, projected.Value, heads, keyMask), residual);

    /// <summary>As the other, with another way to attend.</summary>
    /// <param name="x">The queries' sequence.</param>
    /// <param name="attend">
    /// Projected queries → their mixtures of values, of as many samples or, from one sample of queries, of more.
    /// </param>
    /// <param name="residual">What the result is added to, or null; one sample of it may stand for all.</param>
    internal Tensor Forward(Tensor x, Func<Tensor, Tensor> attend, Tensor? residual)
    {
        var mixture = attend(q.Forward(x));
        if (residual is not null && !residual.Shape.Equals(mixture.Shape)) residual = residual.Expand([.. mixture.Shape]);
        return o.Forward(mixture, residual);
    }
}
