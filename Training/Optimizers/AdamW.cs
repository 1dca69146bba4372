using Gexia.Models;

namespace Gexia.Training.Optimizers;

/// <summary>
/// Adam with decoupled weight decay, step for step as PyTorch's <c>AdamW</c>, over groups with their own learning rate and decay.
/// </summary>
/// <remarks>
/// A parameter that the loss did not reach is left alone entirely: no decay, and its own step count stands still (as in PyTorch).
/// The result does not depend on the number of threads.
/// </remarks>
/// <example><code>
/// var adam = new AdamW(model.Parameters, learningRate: 1e-3);
/// adam.Step(loss.Backward());
/// </code></example>
public sealed class AdamW
{
    private readonly AdamWConfig config;
    private readonly List<Slot> slots = [];

    /// <summary>All parameters in one group.</summary>
    public AdamW(IReadOnlyList<Parameter> parameters, double learningRate, double weightDecay = 0.01, AdamWConfig? config = null)
        : this([new ParameterGroup("all", parameters, learningRate, weightDecay)], config) { }

    /// <summary>Several groups.</summary>
    /// <exception cref="ArgumentException">A parameter is in two groups, or a number is out of range.</exception>
    public AdamW(IReadOnlyList<ParameterGroup> groups, AdamWConfig? config = null)
    {
        using var outside = TensorScope.Suspend();     // the state outlives every step
        Groups = groups;
        this.config = (config ?? new()).Checked();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            if (!(group.LearningRate >= 0) || !(group.WeightDecay >= 0))
                throw new ArgumentException(FormattableString.Invariant($"AdamW: group '{group.Name}' has learning rate {group.LearningRate} and weight decay {group.WeightDecay}; both must be 0 or more."), nameof(groups));
            foreach (var parameter in group.Parameters)
            {
                if (!seen.Add(parameter.Name)) throw new ArgumentException($"AdamW: '{parameter.Name}' is in two groups.", nameof(groups));
                slots.Add(new Slot(group, parameter));
            }
        }
    }

    /// <summary>The groups it was made with.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>Length of all gradients of its parameters as one vector: √Σg², summed in double in a fixed order; NaN or ∞ when one is.</summary>
    public double GradientNorm(Gradients gradients) => GradientNorm(parameter => gradients.TryGet(parameter.Value, out var gradient) ? gradient : null);

    /// <summary>One update.</summary>
    /// <param name="gradients">What <c>Backward</c> returned.</param>
    /// <param name="multiplier">The schedule's factor on every group's learning rate.</param>
    /// <param name="gradientScale">Factor on every gradient, such as <see cref="Optimizers.GradientNorm.ClipScale"/>.</param>
    public void Step(Gradients gradients, double multiplier = 1, double gradientScale = 1) =>
        Step(parameter => gradients.TryGet(parameter.Value, out var gradient) ? gradient : null, multiplier, gradientScale);

    /// <summary>As <see cref="GradientNorm(Gradients)"/>, for gradients summed over micro-batches.</summary>
    public double GradientNorm(GradientAccumulator gradients) => GradientNorm(gradients.Of);

    /// <summary>As <see cref="Step(Gradients, double, double)"/>, for gradients summed over micro-batches.</summary>
    public void Step(GradientAccumulator gradients, double multiplier = 1, double gradientScale = 1) => Step(gradients.Of, multiplier, gradientScale);

    private double GradientNorm(Func<Parameter, Tensor?> gradientOf) =>
        Optimizers.GradientNorm.Of(slots.Select(slot => gradientOf(slot.Parameter)).OfType<Tensor>());

    private void Step(Func<Parameter, Tensor?> gradientOf, double multiplier, double gradientScale)
    {
        foreach (var slot in slots)
        {
            if (gradientOf(slot.Parameter) is not { } gradient) continue;
            slot.Steps++;
            var update = new AdamWUpdate(slot.Parameter.Value, gradient.Contiguous(), slot.Mean, slot.Square, config, slot.Group.LearningRate * multiplier, slot.Group.WeightDecay, gradientScale, slot.Steps);
            Device.Cpu.Launch(update, slot.Mean.DType, slot.Mean.Length, AdamWUpdate.Grain);
        }
    }

    /// <summary>Everything that a resumed training needs, by PyTorch's words: <c>exp_avg.NAME</c>, <c>exp_avg_sq.NAME</c>, <c>step.NAME</c>. The live tensors, not copies.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State()
    {
        foreach (var slot in slots)
        {
            yield return new($"exp_avg.{slot.Parameter.Name}", slot.Mean);
            yield return new($"exp_avg_sq.{slot.Parameter.Name}", slot.Square);
            yield return new($"step.{slot.Parameter.Name}", Tensor.Of([slot.Steps], Shape.Scalar));
        }
    }

    /// <summary>Takes over what <see cref="State"/> gave.</summary>
    /// <param name="state">May hold other names too.</param>
    /// <exception cref="InvalidDataException">A tensor is missing, has another shape or dtype, or is not finite. Nothing was changed.</exception>
    public void Load(IReadOnlyDictionary<string, Tensor> state)
    {
        var found = new List<(Slot Slot, Tensor Mean, Tensor Square, long Steps)>();
        foreach (var slot in slots)
        {
            var steps = Find(state, $"step.{slot.Parameter.Name}", Shape.Scalar, DType.Int64).Item<long>();
            if (steps < 0) throw new InvalidDataException($"AdamW: 'step.{slot.Parameter.Name}' is {steps}; it counts from 0.");
            found.Add((slot, FindMoment("exp_avg"), FindMoment("exp_avg_sq"), steps));

            Tensor FindMoment(string kind)
            {
                var name = $"{kind}.{slot.Parameter.Name}";
                var moment = Find(state, name, slot.Mean.Shape, slot.Mean.DType);
                return double.IsFinite(Optimizers.GradientNorm.Of([moment])) ? moment : throw new InvalidDataException($"AdamW: '{name}' holds NaN or infinity; the state is damaged.");
            }
        }
        foreach (var (slot, mean, square, steps) in found)
        {
            slot.Mean.CopyFrom(mean);
            slot.Square.CopyFrom(square);
            slot.Steps = steps;
        }
    }

    private static Tensor Find(IReadOnlyDictionary<string, Tensor> state, string name, Shape shape, DType type)
    {
        if (!state.TryGetValue(name, out var tensor)) throw new InvalidDataException($"AdamW: the state lacks '{name}'. Was it saved by another model?");
        if (!tensor.Shape.Equals(shape) || tensor.DType != type) throw new InvalidDataException($"AdamW: '{name}' is stored as {tensor}, but {type.ToString().ToLowerInvariant()}{shape} is needed.");
        return tensor;
    }

    private sealed class Slot(ParameterGroup group, Parameter parameter)
    {
        public ParameterGroup Group => group;
        public Parameter Parameter => parameter;
        public Tensor Mean { get; } = Tensor.Zeros(parameter.Value.Shape, parameter.Value.DType);
        public Tensor Square { get; } = Tensor.Zeros(parameter.Value.Shape, parameter.Value.DType);
        public long Steps { get; set; }
    }
}
