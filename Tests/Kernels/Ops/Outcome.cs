using Gexia.Tests.Gradients;

namespace Gexia.Tests.Kernels.Ops;

/// <summary>What an operation computed on one instance: its value and the gradients of all its inputs, as doubles.</summary>
internal sealed record Outcome(Shape Shape, double[] Value, double[][] Gradients)
{
    /// <summary>Runs f forward and, with a random dY that depends on the shape only, backward.</summary>
    /// <param name="f">A function of leaves.</param>
    /// <param name="leaves">Tensors without history, of any layout; gradients are taken with respect to all of them.</param>
    /// <param name="stridedGradient">Pass dY as a transposed view.</param>
    /// <param name="absolute">Pass |dY|.</param>
    public static Outcome Of(Func<Tensor[], Tensor> f, Tensor[] leaves, bool stridedGradient = false, bool absolute = false)
    {
        var marked = Array.ConvertAll(leaves, leaf => leaf.Detach().RequireGradient());
        var y = f(marked);
        var dY = Tensor.Normal(new Rng(77), y.Shape).To(y.DType);
        if (absolute) dY = dY.Square().Sqrt();
        dY = dY.To(y.Device);
        if (stridedGradient)
        {
            int[] reversed = [.. Enumerable.Range(0, y.Shape.Rank).Reverse()];
            dY = dY.Permute(reversed).Copy().Permute(reversed);
        }
        var gradients = y.Backward(dY);
        return new(y.Shape, Doubles(y), Array.ConvertAll(marked, leaf => Doubles(gradients[leaf])));
    }

    /// <summary>An instance at a precision: the same numbers, since every input is representable in float32.</summary>
    public static Outcome Of(Trial trial, DType type, Device? device = null) =>
        Of(trial.Apply, Array.ConvertAll(trial.Bases, x => x.To(type).To(device ?? x.Device)));

    /// <summary>
    /// How large the terms are that an instance adds up: the instance of absolute values, where no sum loses anything of its terms, and
    /// what else the operation says.
    /// </summary>
    public static (double Value, double[] Gradients) TermsOf(Trial trial)
    {
        var sums = Of(trial.Apply, Array.ConvertAll(trial.Bases, x => x.Square().Sqrt()), absolute: true);
        var cancelling = trial.Cancelling();
        return (Math.Max(Most(sums.Value), cancelling), Array.ConvertAll(sums.Gradients, gradient => Math.Max(Most(gradient), cancelling)));
    }

    /// <summary>The worst difference to another outcome, as a multiple of what is allowed.</summary>
    public double Excess(Outcome actual, double value, double gradient, (double Value, double[] Gradients) terms) =>
        Gradients.Zip(actual.Gradients, terms.Gradients)
            .Select(three => Tolerances.Excess(three.First, three.Second, gradient, three.Third))
            .Append(Tolerances.Excess(Value, actual.Value, value, terms.Value)).Max();

    /// <summary>Whether every bit agrees.</summary>
    public bool Same(Outcome other) => Value.AsSpan().SequenceEqual(other.Value)
        && Gradients.Zip(other.Gradients).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    private static double Most(double[] values) => values.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();

    private static double[] Doubles(Tensor x) => x.ToHost().To(DType.Float64).ToArray<double>();
}
