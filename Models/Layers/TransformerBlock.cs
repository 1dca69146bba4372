namespace Gexia.Models.Layers;

/// <summary>
/// CLIP's residual attention block (pre-norm): x += MHSA(LN₁(x)); x += W₂·f(W₁·LN₂(x)).
/// Source: openai/CLIP, clip/model.py.
/// See lessons/04-vit-block.cs.
/// </summary>
public sealed class TransformerBlock(
    ParameterScope scope, int width, int heads, int hidden, Activation activation, double epsilon, Initialization rule)
{
    private readonly PackedSelfAttention attention = new(scope.At("attn"), width, heads, rule);
    private readonly LayerNorm norm1 = new(scope.At("ln_1"), width, epsilon);
    private readonly Mlp mlp = new(scope.At("mlp"), ("c_fc", "c_proj"), width, hidden, activation, rule);
    private readonly LayerNorm norm2 = new(scope.At("ln_2"), width, epsilon);

    /// <summary>[batch, tokens, width] → the same.</summary>
    public Tensor Forward(Tensor x, bool causal)
    {
        x = attention.Forward(norm1.Forward(x), causal, residual: x);
        return mlp.Forward(norm2.Forward(x), residual: x);
    }
}
