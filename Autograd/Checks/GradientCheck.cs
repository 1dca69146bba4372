namespace Gexia;

/// <summary>
/// Compares the gradients that a function's backward pass returns with central differences:
/// ∂L/∂xᵢ ≈ (L(x + h·eᵢ) − L(x − h·eᵢ))/2h with L = ⟨C, f(x)⟩ for a random C.
/// See lessons/10-gradient-by-property.cs.
/// </summary>
/// <remarks>
/// The contraction is random and not a plain sum, because a sum is blind to some mistakes: the gradient of Σ softmax(x) is zero
/// whatever the backward pass does.
/// The inputs are copied first, each to memory of its own: they are not changed, and two that share memory (views, expanded tensors, one
/// tensor given twice) are moved one at a time.
/// <para>
/// A difference that disagrees is looked at again with smaller steps and from both sides. Where the derivatives from the two sides stay
/// apart, or differences do not settle, the function has a kink or a jump there: that is counted (<see cref="GradientCheckResult.Kinks"/>),
/// not called wrong, as long as the derivative returned lies between the derivatives.
/// </para>
/// <para>
/// What it can prove: in float64 a mistake of one part in a thousand shows. In float32 differences have two or three digits, so that
/// only mistakes of some percent show: a sign, a factor, a term left out. Check in float64 where the function allows it.
/// </para>
/// </remarks>
/// <example><code>
/// var x = Tensor.Normal(new Rng(1), [3, 4], type: DType.Float64);
/// GradientCheck.Run(inputs => inputs[0].Softmax().Square(), x).ThrowIfWrong();
/// </code></example>
public static class GradientCheck
{
    /// <summary>Checks every element of every input.</summary>
    /// <param name="f">The function. It is called often and must give the same value for the same inputs.</param>
    /// <param name="inputs">float64 or float32 tensors; integers are passed through.</param>
    /// <returns>What was found, and the worst disagreement.</returns>
    public static GradientCheckResult Run(Func<Tensor[], Tensor> f, params Tensor[] inputs) => Run(f, new GradientCheckOptions(), inputs);

    /// <summary>As the others, with a step and tolerances of your own, see <see cref="GradientCheckOptions"/>.</summary>
    public static GradientCheckResult Run(
        Func<Tensor[], Tensor> f, double step, double absolute, double relative, params Tensor[] inputs) =>
        Run(f, new GradientCheckOptions { Step = step, Absolute = absolute, Relative = relative }, inputs);

    /// <summary>As the others, with options.</summary>
    /// <param name="f">The function.</param>
    /// <param name="options">Steps, tolerances, random directions instead of elements.</param>
    /// <param name="inputs">float64 or float32 tensors; integers are passed through.</param>
    /// <exception cref="ShapeException">The function gives integers, or another shape at another time.</exception>
    public static GradientCheckResult Run(Func<Tensor[], Tensor> f, GradientCheckOptions options, params Tensor[] inputs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Directions);
        var probe = new Probe(f, inputs, options.Seed);
        if (Array.TrueForAll(probe.Inputs, x => x.Length == 0 || !Probe.IsMoved(x))) return new();
        if (NotFinite("the value", probe.Value.Shape, probe.Start) is { } strange) return strange;
        if (Drift(probe, "at once") is { } drift) return drift;
        var gradients = probe.Value.RequiresGradient ? probe.Value.Backward(probe.Contraction.To(probe.Value.DType)) : null;
        var judge = new GradientJudge(probe, options);
        for (var i = 0; i < inputs.Length; i++)
        {
            var x = probe.Inputs[i];
            if (!Probe.IsMoved(x) || x.Length == 0) continue;
            var analytic = gradients is not null && gradients.TryGet(x, out var found)
                ? found.To(DType.Float64).ToArray<double>()
                : new double[x.Length];
            if (NotFinite($"the gradient of input {i}", x.Shape, analytic) is { } bad) return bad with { Input = i };
            judge.Add(i, analytic);
        }
        return Drift(probe, "after other inputs were tried") ?? judge.Result();
    }

    private static GradientCheckResult? NotFinite(string what, Shape shape, double[] values)
    {
        var first = Array.FindIndex(values, value => !double.IsFinite(value));
        if (first < 0) return null;
        int[] index = [.. NonFinite.IndexOf(shape, first)];
        var count = values.Count(value => !double.IsFinite(value));
        return new()
        {
            Verdict = GradientVerdict.NotFinite,
            Element = first,
            Index = index,
            Analytic = values[first],
            Excess = double.PositiveInfinity,
            Reason = FormattableString.Invariant(
                $"{what} {shape} holds {count} numbers that are not finite, the first, {values[first]}, at [{string.Join(", ", index)}]."),
        };
    }

    private static GradientCheckResult? Drift(Probe probe, string when)
    {
        var again = probe.Evaluate();
        double most = 0;
        for (var i = 0; i < again.Length; i++)
        {
            if (again[i].Equals(probe.Start[i])) continue;
            var difference = Math.Abs(again[i] - probe.Start[i]);
            most = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(most, Math.Max(difference, double.Epsilon));
        }
        return most == 0 ? null : new()
        {
            Verdict = GradientVerdict.NotDeterministic,
            Excess = double.PositiveInfinity,
            Reason = FormattableString.Invariant(
                $"called again with the same inputs {when}, the function gave values that differ by up to {most:G3}."),
        };
    }
}
