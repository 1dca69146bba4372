using Gexia.Models;

namespace Gexia.Training.Optimizers;

/// <summary>What <see cref="AdamW"/> knows of one parameter: its two moments, its own count of steps, and the numbers of the step it is at.</summary>
internal sealed class AdamWSlot(ParameterGroup group, Parameter parameter)
{
    private Tensor? flat;

    public ParameterGroup Group => group;

    public Parameter Parameter => parameter;

    /// <summary>m: running mean of the gradient.</summary>
    public Tensor Mean { get; } = Tensor.Zeros(parameter.Value.Shape, parameter.Value.DType);

    /// <summary>v: running mean of its square.</summary>
    public Tensor Square { get; } = Tensor.Zeros(parameter.Value.Shape, parameter.Value.DType);

    /// <summary>Updates made.</summary>
    public long Steps { get; set; }

    /// <summary>This step's gradient, contiguous; null when the loss did not reach the parameter.</summary>
    public Tensor? Gradient { get; private set; }

    /// <summary>1 − lr·decay.</summary>
    public double Keep { get; private set; }

    /// <summary>lr/(1 − β₁ᵗ).</summary>
    public double StepSize { get; private set; }

    /// <summary>1/√(1 − β₂ᵗ).</summary>
    public double RootCorrection { get; private set; }

    /// <summary>Takes a gradient, which a strided one is copied for: into memory that is kept, so that a step allocates nothing.</summary>
    public void Take(Tensor? gradient)
    {
        Gradient = gradient;
        if (gradient is null || gradient.IsContiguous) return;
        flat ??= Tensor.Lasting(gradient.Shape, gradient.DType);
        flat.CopyFrom(gradient);
        Gradient = flat;
    }

    /// <summary>Counts a step and prepares its numbers, if there is a gradient.</summary>
    public void Advance(AdamWConfig config, double multiplier)
    {
        if (Gradient is null) return;
        Steps++;
        var rate = group.LearningRate * multiplier;
        Keep = 1 - (rate * group.WeightDecay);
        StepSize = rate / (1 - Math.Pow(config.Beta1, Steps));
        RootCorrection = 1 / Math.Sqrt(1 - Math.Pow(config.Beta2, Steps));
    }
}
