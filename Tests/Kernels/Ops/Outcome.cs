using Gexia.Tests.Gradients;

namespace Gexia.Tests.Kernels.Ops;

/// <summary>What an operation computed on one instance: its value and the gradients of all its inputs, as doubles.</summary>
internal sealed record Outcome(Shape Shape, double[] Value, double[][] Gradients)
{
    /// <summary>Runs f forward and, with a random dY that depends on the shape only, backward.</summary>
    /// <param name="f">A function of leaves.</param>
    /// <param name="leaves">Tensors without history, of any layout; gradients are taken with respect to all of them.</param>
    /// <param name="stridedGradient">Pass dY as a transposed view.</param>
    public static Outcome Of(Func<Tensor[], Tensor> f, Tensor[] leaves, bool stridedGradient = false)
    {
        var marked = Array.ConvertAll(leaves, leaf => leaf.Detach().RequireGradient());
        var y = f(marked);
        var dY = Tensor.Normal(new Rng(77), y.Shape).To(y.DType);
        if (stridedGradient)
        {
            int[] reversed = [.. Enumerable.Range(0, y.Shape.Rank).Reverse()];
            dY = dY.Permute(reversed).Copy().Permute(reversed);
        }
        var gradients = y.Backward(dY);
        return new(y.Shape, Doubles(y), Array.ConvertAll(marked, leaf => Doubles(gradients[leaf])));
    }

    /// <summary>An instance at a precision: the same numbers, since every input is representable in float32.</summary>
    public static Outcome Of(Trial trial, DType type) => Of(trial.Apply, Array.ConvertAll(trial.Bases, x => x.To(type)));

    /// <summary>The worst difference to another outcome, as a multiple of what is allowed.</summary>
    public double Excess(Outcome actual, double value, double gradient) => Gradients.Zip(actual.Gradients)
        .Select(pair => Tolerances.Excess(pair.First, pair.Second, gradient))
        .Append(Tolerances.Excess(Value, actual.Value, value)).Max();

    /// <summary>Whether every bit agrees.</summary>
    public bool Same(Outcome other) => Value.AsSpan().SequenceEqual(other.Value) && Gradients.Zip(other.Gradients).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    private static double[] Doubles(Tensor x) => x.To(DType.Float64).ToArray<double>();
}
