using Gexia.Models.Layers;

namespace Gexia.Models;

/// <summary>
/// Updates group tokens G by the video tokens X that choose them (docs/svilm.md): a step of k-means in which every token picks a centre,
/// and every centre moves by the mean of its tokens.
/// </summary>
/// <remarks>
/// <code>
/// g = LN(G); x = LN(X)
/// A = (x·W_k)(g·W_q)ᵀ/√C                        [batch, L, M], one head
/// y = softmax over M of (A + noise)/τ
/// Â = onehot(max y), straight-through; or y
/// G₁ = G + W_o·(Âᵀ(x·W_v))/(Σ_L Â + 1)
/// G⁺ = G₁ + MLP(LN(G₁))
/// </code>
/// The 1 in the denominator keeps a group that nobody chose finite: it gets W_o's bias alone. With <see cref="GroupingConfig.TokenMix"/>
/// and <see cref="GroupingConfig.PreAssign"/> g passes an MLP along M and a cross-attention to x first, and takes G's place from there on.
/// </remarks>
internal sealed class GroupingBlock
{
    private readonly GroupingConfig config;
    private readonly LayerNorm normGroups, normTokens, normMlp;
    private readonly Linear q, k, v, o;
    private readonly Mlp mlp;
    private readonly LayerNorm? normMix, normAttended, normAssign;
    private readonly Mlp? mix, attendedMlp;
    private readonly MultiHeadAttention? attention;
    private readonly double scale;

    /// <summary>Asks the scope for its parameters.</summary>
    public GroupingBlock(ParameterScope scope, GroupingConfig config, TowerConfig tower)
    {
        this.config = config;
        var (width, rule) = (tower.Width, config.Initialization);
        scale = 1 / Math.Sqrt(width);
        normGroups = new LayerNorm(scope.At("ln_groups"), width);
        normTokens = new LayerNorm(scope.At("ln_tokens"), width);
        if (config.TokenMix)
        {
            mix = new Mlp(scope.At("mix"), ("fc1", "fc2"), config.Tokens, width / 2, Activation.Gelu, rule);
            normMix = new LayerNorm(scope.At("ln_mix"), width);
        }
        if (config.PreAssign)
        {
            attention = new MultiHeadAttention(scope.At("attention"), width, width, width, tower.Heads, rule);
            normAttended = new LayerNorm(scope.At("ln_attended"), width);
            attendedMlp = new Mlp(scope.At("attended"), ("fc1", "fc2"), width, 4 * width, Activation.Gelu, rule);
            normAssign = new LayerNorm(scope.At("ln_assign"), width);
        }
        (q, k) = (new Linear(scope.At("q"), width, width, rule), new Linear(scope.At("k"), width, width, rule));
        (v, o) = (new Linear(scope.At("v"), width, width, rule), new Linear(scope.At("o"), width, width, rule));
        normMlp = new LayerNorm(scope.At("ln_mlp"), width);
        mlp = new Mlp(scope.At("mlp"), ("fc1", "fc2"), width, 4 * width, Activation.Gelu, rule);
    }

    /// <summary>One update.</summary>
    /// <param name="groups">G: [batch, M, C].</param>
    /// <param name="tokens">X: [batch, L, C].</param>
    /// <param name="noise">[batch, L, M] of the standard Gumbel distribution, or null for none, as at inference.</param>
    /// <returns>G⁺ [batch, M, C]; y [batch, L, M], rows summing to 1; and Â, one-hot rows where the assignment is hard.</returns>
    public (Tensor Groups, Tensor Soft, Tensor Assigned) Forward(Tensor groups, Tensor tokens, Tensor? noise = null)
    {
        var x = normTokens.Forward(tokens);
        var (residual, g) = Prepare(groups, normGroups.Forward(groups), x);
        var logits = k.Forward(x).MatMul(q.Forward(g).Transpose()) * scale;
        if (noise is not null) logits = logits + noise;
        var soft = (config.Temperature == 1 ? logits : logits / config.Temperature).Softmax();
        var assigned = config.Assignment == GroupAssignment.Hard ? soft.OneHotMax() : soft;
        var sums = assigned.Sum(1).Reshape(groups.Shape[0], groups.Shape[1], 1);
        var means = assigned.Transpose().MatMul(v.Forward(x)) / (sums + 1);
        var moved = o.Forward(means, residual);
        return (mlp.Forward(normMlp.Forward(moved), moved), soft, assigned);
    }

    // What the update is added to, and what tokens are compared with.
    private (Tensor Residual, Tensor Compared) Prepare(Tensor groups, Tensor g, Tensor x)
    {
        if (mix is null && attention is null) return (groups, g);
        if (mix is not null) g = normMix!.Forward(mix.Forward(g.Transpose()).Transpose());
        if (attention is not null)
        {
            g = attention.Forward(g, attention.Project(x), keyMask: null, residual: g);
            g = normAssign!.Forward(attendedMlp!.Forward(normAttended!.Forward(g), g));
        }
        return (g, g);
    }
}
