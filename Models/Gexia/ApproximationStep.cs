using Gexia.Models.Layers;

namespace Gexia.Models;

/// <summary>
/// One step of the iterative approximation, A⁺ = Approx(A, F; θ) (GEXIA §3.2): base vectors A look at dense features F by
/// cross-attention, then at each other by self-attention, then pass an MLP; all pre-norm and residual.
/// </summary>
/// <remarks>
/// F and θ do not change while a weight set is reused, so keys and values are made once by <see cref="Project"/>;
/// their gradients add up over the iterations before they go back to F.
/// </remarks>
internal sealed class ApproximationStep
{
    private readonly IamConfig config;
    private readonly MultiHeadAttention cross, self;
    private readonly LayerNorm? normA, normF, normS, normM, normC;
    private readonly Mlp? mlp, crossMlp;

    public ApproximationStep(ParameterScope scope, IamConfig config, int featureWidth)
    {
        this.config = config;
        var (width, rule) = (config.Width, config.Initialization);
        var hidden = (int)(width * config.MlpRatio);
        cross = new MultiHeadAttention(scope, width, featureWidth, width, config.Heads, rule);
        self = new MultiHeadAttention(scope.At("sa"), width, width, width, config.Heads, rule);
        if (config.Literal) return;
        normA = new LayerNorm(scope.At("ln_a"), width);
        normF = new LayerNorm(scope.At("ln_f"), featureWidth);
        normS = new LayerNorm(scope.At("ln_s"), width);
        if (config.Mlp != IamMlp.None)
        {
            normM = new LayerNorm(scope.At("ln_m"), width);
            mlp = new Mlp(scope.At("mlp"), ("fc1", "fc2"), width, hidden, Activation.Gelu, rule);
        }
        if (config.Mlp == IamMlp.AfterBoth)
        {
            normC = new LayerNorm(scope.At("ln_c"), width);
            crossMlp = new Mlp(scope.At("mlp_ca"), ("fc1", "fc2"), width, hidden, Activation.Gelu, rule);
        }
    }

    /// <summary>k = LN_f(F)·W_K and v = LN_f(F)·W_V of dense features [batch, M, C].</summary>
    public (Tensor Key, Tensor Value) Project(Tensor features) => cross.Project(normF?.Forward(features) ?? features);

    /// <summary>A [batch, N, D] → A⁺ [batch, N, D].</summary>
    /// <param name="a">A.</param>
    /// <param name="projected">From <see cref="Project"/>.</param>
    /// <param name="keyMask">[batch, M] of 0 and −∞, or null.</param>
    public Tensor Forward(Tensor a, (Tensor Key, Tensor Value) projected, Tensor? keyMask) =>
        Forward(a, query => AttentionOp.Attention(query, projected.Key, projected.Value, config.Heads, keyMask));

    /// <summary>The same with another way to look at F.</summary>
    /// <param name="a">A [batch, N, D], or [1, N, D] where all samples begin alike.</param>
    /// <param name="attend">Projected queries → their mixtures [batch, N, D] of projected values.</param>
    public Tensor Forward(Tensor a, Func<Tensor, Tensor> attend)
    {
        if (config.Literal)
        {
            a = cross.Forward(a, attend, residual: null);
            return self.Forward(a, self.Project(a), null);
        }
        a = cross.Forward(normA!.Forward(a), attend, residual: a);
        if (crossMlp is not null) a = crossMlp.Forward(normC!.Forward(a), residual: a);
        var s = normS!.Forward(a);
        a = self.Forward(s, self.Project(s), null, residual: a);
        return mlp is null ? a : mlp.Forward(normM!.Forward(a), residual: a);
    }
}
