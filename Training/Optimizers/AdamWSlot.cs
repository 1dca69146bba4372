using Gexia.Models;

namespace Gexia.Training.Optimizers;

/// <summary>
/// What <see cref="AdamW"/> knows of one parameter: its two moments, its own count of steps, and its gradient of the present step.
/// </summary>
internal sealed class AdamWSlot(ParameterGroup group, Parameter parameter)
{
    private Tensor? flat;

    public ParameterGroup Group => group;

    public Parameter Parameter => parameter;

    /// <summary>m: running mean of the gradient.</summary>
    public Tensor Mean { get; } = parameter.Value.NewZeros(parameter.Value.Shape);

    /// <summary>v: running mean of its square.</summary>
    public Tensor Square { get; } = parameter.Value.NewZeros(parameter.Value.Shape);

    /// <summary>Updates made.</summary>
    public long Steps { get; set; }

    /// <summary>This step's gradient, contiguous; null when the loss did not reach the parameter.</summary>
    public Tensor? Gradient { get; private set; }

    /// <summary>Takes a gradient, which a strided one is copied for: into memory that is kept, so that a step allocates nothing.</summary>
    public void Take(Tensor? gradient)
    {
        Gradient = gradient;
        if (gradient is null || gradient.IsContiguous) return;
        flat ??= Tensor.Lasting(gradient.Shape, gradient.DType, gradient.Device);
        flat.CopyFrom(gradient);
        Gradient = flat;
    }

    /// <summary>Counts a step, and gives its numbers.</summary>
    public AdamWNumbers Advance(AdamWConfig config, double multiplier)
    {
        var numbers = NumbersOfNext(config, multiplier);
        Steps++;
        return numbers;
    }

    /// <summary>The numbers of the next step, which is not counted yet.</summary>
    public AdamWNumbers NumbersOfNext(AdamWConfig config, double multiplier)
    {
        var (rate, step) = (group.LearningRate * multiplier, Steps + 1);
        return new()
        {
            Beta1 = config.Beta1, Beta2 = config.Beta2, Epsilon = config.Epsilon,
            Keep = 1 - (rate * group.WeightDecay),
            StepSize = rate / (1 - Math.Pow(config.Beta1, step)),
            RootCorrection = 1 / Math.Sqrt(1 - Math.Pow(config.Beta2, step)),
        };
    }
}
