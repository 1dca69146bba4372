namespace Gexia.Models.Layers;

/// <summary>
/// Multi-head self-attention with one packed projection, CLIP's layout: <c>in_proj_weight</c> [3·width, width] holds the rows of
/// W_Q, W_K and W_V one after another.
/// </summary>
public sealed class PackedSelfAttention(ParameterScope scope, int width, int heads, Initialization rule)
{
    private readonly Tensor weight = scope.Parameter("in_proj_weight", [3 * width, width], ParameterRole.Matrix, rule.Weight(width));
    private readonly Tensor bias = scope.Parameter("in_proj_bias", [3 * width], ParameterRole.BiasOrNorm, rule.Bias(width));
    private readonly Linear output = new(scope.At("out_proj"), width, width, rule);

    /// <summary>[batch, tokens, width] → the same; <paramref name="causal"/>: token i sees tokens 0..i only.</summary>
    public Tensor Forward(Tensor x, bool causal) => output.Forward(AttentionOp.SelfAttention(x.Linear(weight, bias), heads, causal: causal));
}
