namespace Gexia.Models.Layers;

/// <summary>
/// Multi-head self-attention with one packed projection, CLIP's layout: <c>in_proj_weight</c> [3·width, width] holds the rows of
/// W_Q, W_K and W_V one after another.
/// </summary>
public sealed class PackedSelfAttention(ParameterScope scope, int width, int heads, Initialization rule)
{
    private readonly LinearWeight weight = scope.Weight("in_proj_weight", [3 * width, width], rule.Weight(width));
    private readonly Tensor bias = scope.Parameter("in_proj_bias", [3 * width], ParameterRole.BiasOrNorm, rule.Bias(width));
    private readonly Linear output = new(scope.At("out_proj"), width, width, rule);

    /// <summary>[batch, tokens, width] → the same, added to a residual of that shape if there is one.</summary>
    /// <param name="x">The sequences.</param>
    /// <param name="causal">Token i sees tokens 0..i only.</param>
    /// <param name="residual">What the result is added to, or null.</param>
    public Tensor Forward(Tensor x, bool causal, Tensor? residual = null) =>
        output.Forward(AttentionOp.SelfAttention(weight.Apply(x, bias), heads, causal: causal), residual);
}
