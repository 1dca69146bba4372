namespace Gexia.Models.Layers;

/// <summary>Two linear maps with an activation between them: W₂·f(W₁·x).</summary>
/// <param name="scope">Where the parameters are named.</param>
/// <param name="names">Names of the two maps, as in the published checkpoint.</param>
/// <param name="width">Width in and out.</param>
/// <param name="hidden">Width between.</param>
/// <param name="activation">f.</param>
/// <param name="rule">Fresh values.</param>
public sealed class Mlp(
    ParameterScope scope, (string First, string Second) names, int width, int hidden, Activation activation, Initialization rule)
{
    private readonly Linear first = new(scope.At(names.First), width, hidden, rule);
    private readonly Linear second = new(scope.At(names.Second), hidden, width, rule);

    /// <summary>[…, width] → […, width], added to a residual of that shape if there is one.</summary>
    public Tensor Forward(Tensor x, Tensor? residual = null) =>
        first.Weight.ApplyTwo(x, first.Bias, second.Weight, second.Bias, activation, residual);
}
