namespace Gexia.Models.Layers;

/// <summary>y = x·Wᵀ + b with <c>weight</c> [outputs, inputs] and <c>bias</c> [outputs].</summary>
public sealed class Linear
{
    /// <summary>Asks the scope for its parameters.</summary>
    public Linear(ParameterScope scope, int inputs, int outputs, Initialization rule = Initialization.FanIn, bool bias = true)
    {
        Weight = scope.Parameter("weight", [outputs, inputs], ParameterRole.Matrix, rule.Weight(inputs));
        if (bias) Bias = scope.Parameter("bias", [outputs], ParameterRole.BiasOrNorm, rule.Bias(inputs));
    }

    /// <summary>[outputs, inputs].</summary>
    public Tensor Weight { get; }

    /// <summary>[outputs], or null.</summary>
    public Tensor? Bias { get; }

    /// <summary>[…, inputs] → […, outputs].</summary>
    public Tensor Forward(Tensor x) => x.Linear(Weight, Bias);

    /// <summary>[…, inputs] → […, outputs] through an activation.</summary>
    public Tensor Forward(Tensor x, Activation activation) => activation switch
    {
        Activation.QuickGelu => x.Linear(Weight, Bias, new QuickGelu()),
        _ => x.Linear(Weight, Bias, new Gelu()),
    };
}

/// <summary>The non-linearity of an <see cref="Mlp"/>.</summary>
public enum Activation
{
    /// <summary>x·σ(1.702x): OpenAI's CLIP.</summary>
    QuickGelu,
    /// <summary>x·Φ(x): OpenCLIP, and the IAM.</summary>
    Gelu,
}
