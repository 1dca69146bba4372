namespace Gexia.Models.Layers;

/// <summary>y = x·Wᵀ + b with <c>weight</c> [outputs, inputs] and <c>bias</c> [outputs].</summary>
public sealed class Linear
{
    /// <summary>Asks the scope for its parameters.</summary>
    public Linear(ParameterScope scope, int inputs, int outputs, Initialization rule = Initialization.FanIn, bool bias = true)
    {
        Weight = scope.Weight("weight", [outputs, inputs], rule.Weight(inputs));
        if (bias) Bias = scope.Parameter("bias", [outputs], ParameterRole.BiasOrNorm, rule.Bias(inputs));
    }

    /// <summary>[outputs, inputs].</summary>
    public LinearWeight Weight { get; }

    /// <summary>[outputs], or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>[…, inputs] → […, outputs], added to a residual [… of x, outputs] if there is one.</summary>
    public Tensor Forward(Tensor x, Tensor? residual = null) => Weight.Apply(x, Bias, residual);
}
