using Gexia.Models.Layers;

namespace Gexia.Models;

/// <summary>
/// IAM, the Iterative Approximation Module (GEXIA §3.2, Fig. 2): N learned base vectors approximate dense features of any
/// length in a fixed space. A⁰ = Approx(A_base, F; θ_unrolled), then Aʲ = Approx(Aʲ⁻¹, F; θ_shared) for j = 1 … #iter.
/// in: dense features [batch, M, C] → out: [batch, N, D].
/// See lessons/07-iam.cs.
/// </summary>
public sealed class IterativeApproximation
{
    private readonly IamConfig config;
    private readonly Tensor baseVectors;
    private readonly ApproximationStep unrolled, shared;
    private readonly LayerNorm? final;

    /// <summary>Asks the scope for its parameters.</summary>
    /// <param name="scope">Where the parameters are named.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="featureWidth">C: width of the dense features.</param>
    public IterativeApproximation(ParameterScope scope, IamConfig config, int featureWidth)
    {
        config.Validate();
        this.config = config;
        baseVectors = scope.Parameter("base", [config.Vectors, config.Width], ParameterRole.Embedding, config.Initialization.Base());
        unrolled = new ApproximationStep(scope.At("unrolled"), config, featureWidth);
        shared = new ApproximationStep(scope.At("shared"), config, featureWidth);
        if (config.FinalNorm) final = new LayerNorm(scope.At("ln_out"), config.Width);
    }

    /// <summary>Approximates dense features.</summary>
    /// <param name="features">F: [batch, M, C].</param>
    /// <param name="iterations">#iter: how often the shared weights are used; 0 means the unrolled step alone (images).</param>
    /// <param name="keyMask">[batch, M] of 0 and −∞, or null.</param>
    /// <returns>A^#iter, after the final LayerNorm if there is one: [batch, N, D].</returns>
    /// <exception cref="ArgumentOutOfRangeException">#iter is negative.</exception>
    public Tensor Forward(Tensor features, int iterations, Tensor? keyMask = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(iterations);
        var a = Base(features.DType).Expand(features.Shape[0], config.Vectors, config.Width);
        a = unrolled.Forward(a, unrolled.Project(features), keyMask);
        if (iterations > 0)
        {
            var projected = shared.Project(features);
            for (var j = 1; j <= iterations; j++) a = shared.Forward(a, projected, keyMask);
        }
        return final?.Forward(a) ?? a;
    }

    /// <summary>The mean over the N vectors of <see cref="Forward"/> (GEXIA §3.2): [batch, D], in the parameters' dtype.</summary>
    public Tensor Embed(Tensor features, int iterations, Tensor? keyMask = null) =>
        Pooled(Forward(features, iterations, keyMask));

    /// <summary>Keys and values of features for the unrolled and for the shared weights, which are not projected when #iter is 0.</summary>
    internal (FeatureKeys Unrolled, FeatureKeys? Shared) Project(Tensor features, int iterations) => (
        new(unrolled.Project(features), config.Heads), iterations == 0 ? null : new(shared.Project(features), config.Heads));

    /// <summary>As the other, looking at features in its own way.</summary>
    /// <param name="first">Projected queries [1, N, D] of the unrolled step → mixtures of projected values [batch, N, D].</param>
    /// <param name="later">The same for the shared steps, of queries [batch, N, D].</param>
    /// <param name="iterations">#iter.</param>
    /// <param name="type">What features are of.</param>
    internal Tensor Embed(Func<Tensor, Tensor> first, Func<Tensor, Tensor> later, int iterations, DType type)
    {
        var a = unrolled.Forward(Base(type), first);
        for (var j = 1; j <= iterations; j++) a = shared.Forward(a, later);
        return Pooled(final?.Forward(a) ?? a);
    }

    private Tensor Base(DType type) => baseVectors.Cast(type).Reshape(1, config.Vectors, config.Width);

    private Tensor Pooled(Tensor a) => a.Cast(baseVectors.DType).Mean(1);
}
