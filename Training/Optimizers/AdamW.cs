using System.Globalization;
using Gexia.Models;

namespace Gexia.Training.Optimizers;

/// <summary>
/// Adam with decoupled weight decay, step for step as PyTorch's <c>AdamW</c>, over groups with their own learning rate and decay.
/// See lessons/09-adamw.cs.
/// </summary>
/// <remarks>
/// A parameter that the loss did not reach is left alone entirely: no decay, and its own step count does not change (as in PyTorch).
/// The result does not depend on the number of threads, and a step allocates nothing.
/// </remarks>
/// <example><code needs="frames, texts, config">
/// var model = new GexiaModel(ParameterScope.Fresh(new Rng(seed: 1)), config);
/// var adam = new AdamW(model.Parameters, learningRate: 1e-3);
/// var loss = ContrastiveLoss.Symmetric(model.EncodeVideo(frames, 1), model.EncodeText(texts, 1), model.LogitScale);
/// adam.Step(loss.Backward());
/// </code></example>
public sealed class AdamW
{
    private readonly AdamWConfig config;
    private readonly AdamWSlot[] slots;
    private readonly Tensor[] sums;                 // of squares of each parameter's gradient, one a block
    private readonly QueuedUpdate? queue;           // where the processor cannot read them

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
        var slots = new List<AdamWSlot>();
        foreach (var group in groups)
        {
            if (!(group.LearningRate >= 0) || !(group.WeightDecay >= 0))
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"AdamW: group '{group.Name}' has learning rate {group.LearningRate} and weight decay {group.WeightDecay}; "
                        + $"both must be 0 or more."),
                    nameof(groups));
            foreach (var parameter in group.Parameters)
            {
                if (!seen.Add(parameter.Name)) throw new ArgumentException($"AdamW: '{parameter.Name}' is in two groups.", nameof(groups));
                slots.Add(new AdamWSlot(group, parameter));
            }
        }
        this.slots = [.. slots];
        if (slots.Exists(slot => slot.Mean.Device is { IsHost: false, HoldsNumbers: true })) queue = new(this.slots, this.config);
        sums = queue is null ? [.. slots.Select(slot => Optimizers.GradientNorm.SumsFor(slot.Mean))] : [];
    }

    /// <summary>The groups it was made with.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; }

    /// <summary>
    /// Length of all gradients of its parameters as one vector: √Σg², summed in double in a fixed order; NaN or ∞ when one is.
    /// On a device without float64 the squares of a block of elements are summed in float32.
    /// </summary>
    public double GradientNorm(Gradients gradients)
    {
        if (queue is not null) return queue.NormOf(gradients);
        Take(gradients);
        return NormOfTaken();
    }

    /// <summary>One update.</summary>
    /// <param name="gradients">What <c>Backward</c> returned, or the sum of several (<see cref="GradientAccumulator.Gradients"/>).</param>
    /// <param name="multiplier">The schedule's factor on every group's learning rate.</param>
    /// <param name="gradientScale">Factor on every gradient, such as <see cref="Optimizers.GradientNorm.ClipScale"/>.</param>
    public void Step(Gradients gradients, double multiplier = 1, double gradientScale = 1)
    {
        if (queue is not null)
        {
            queue.Step(gradients, multiplier, gradientScale);
            return;
        }
        Take(gradients);
        StepOnTaken(multiplier, gradientScale);
    }

    /// <summary>Where the processor cannot read the parameters: updates that it need not wait for. Else null.</summary>
    /// <param name="losses">Losses of a step.</param>
    /// <param name="clipNorm">The largest norm of all gradients; 0 clips nothing.</param>
    /// <param name="scaling">Whether losses are scaled.</param>
    internal QueuedUpdate? Queued(int losses, double clipNorm, LossScaling scaling) =>
        queue is null ? null : new(slots, config, losses, clipNorm, scaling);

    private void Take(Gradients gradients)
    {
        foreach (var slot in slots) slot.Take(gradients.TryGet(slot.Parameter.Value, out var gradient) ? gradient : null);
    }

    private double NormOfTaken()
    {
        for (var i = 0; i < slots.Length; i++)
            if (slots[i].Gradient is { } gradient) gradient.Device.Run(new SquareSums(gradient, sums[i]));
        double total = 0;
        for (var i = 0; i < slots.Length; i++)
            if (slots[i].Gradient is not null) total = Optimizers.GradientNorm.AddTo(total, sums[i]);
        LetGo();
        return Math.Sqrt(total);
    }

    private void StepOnTaken(double multiplier, double gradientScale)
    {
        foreach (var slot in slots)
        {
            if (slot.Gradient is not { } gradient) continue;
            var value = slot.Parameter.Value;
            value.Device.Run(new AdamWUpdate(gradient, value, slot.Mean, slot.Square, slot.Advance(config, multiplier), gradientScale));
            value.CountWriting();
        }
        LetGo();
    }

    // Gradients are their step's; nothing here must keep them.
    private void LetGo()
    {
        foreach (var slot in slots) slot.Take(null);
    }

    /// <summary>
    /// Everything that a resumed training needs, by PyTorch's words: <c>exp_avg.NAME</c>, <c>exp_avg_sq.NAME</c>, <c>step.NAME</c>.
    /// The live tensors, not copies.
    /// </summary>
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
    /// <param name="mostSteps">Steps of the training that it comes from, which no parameter can have more of.</param>
    /// <exception cref="GexiaException">
    /// A tensor is missing, has another shape or dtype, or holds what no training leaves: NaN or infinity, a negative second moment, a
    /// wrong number of steps, moments before the first step. Nothing was changed.
    /// </exception>
    public void Load(IReadOnlyDictionary<string, Tensor> state, long mostSteps = long.MaxValue)
    {
        var found = new List<(AdamWSlot Slot, Tensor Mean, Tensor Square, long Steps)>();
        foreach (var slot in slots)
        {
            var steps = Find(state, $"step.{slot.Parameter.Name}", Shape.Scalar, DType.Int64).Item<long>();
            if (steps < 0 || steps > mostSteps)
            {
                throw new GexiaException(
                    $"AdamW: 'step.{slot.Parameter.Name}' is {steps}; "
                    + $"it counts from 0{(mostSteps < long.MaxValue ? $" to the training's {mostSteps}" : "")}.");
            }
            var name = slot.Parameter.Name;
            Tensor mean = Find(state, $"exp_avg.{name}", slot.Mean.Shape, slot.Mean.DType),
                square = Find(state, $"exp_avg_sq.{name}", slot.Mean.Shape, slot.Mean.DType);
            Moments.Require(name, mean, square, steps);
            found.Add((slot, mean, square, steps));
        }
        foreach (var (slot, mean, square, steps) in found)
        {
            slot.Mean.CopyFrom(mean.To(slot.Mean.Device));
            slot.Square.CopyFrom(square.To(slot.Mean.Device));
            slot.Steps = steps;
        }
    }

    private static Tensor Find(IReadOnlyDictionary<string, Tensor> state, string name, Shape shape, DType type)
    {
        if (!state.TryGetValue(name, out var tensor))
            throw new GexiaException($"AdamW: the state lacks '{name}'. Was it saved by another model?");
        if (!tensor.Shape.Equals(shape) || tensor.DType != type)
        {
            throw new GexiaException(
                $"AdamW: '{name}' is stored as {tensor.Description}, but {type.ToString().ToLowerInvariant()}{shape} is needed.");
        }
        return tensor;
    }
}
