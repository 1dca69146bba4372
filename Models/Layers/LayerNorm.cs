namespace Gexia.Models.Layers;

/// <summary>Layer normalisation of the last axis with <c>weight</c> (ones) and <c>bias</c> (zeros), both [width].</summary>
public sealed class LayerNorm(ParameterScope scope, int width, double epsilon = 1e-5)
{
    private readonly Tensor weight = scope.Parameter("weight", [width], ParameterRole.BiasOrNorm, Initial.Ones);
    private readonly Tensor bias = scope.Parameter("bias", [width], ParameterRole.BiasOrNorm, Initial.Zeros);

    /// <summary>[…, width] → […, width].</summary>
    public Tensor Forward(Tensor x) => x.LayerNorm(weight, bias, epsilon);
}
