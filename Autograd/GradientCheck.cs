using System.Globalization;

namespace Gexia;

/// <summary>
/// Compares the gradients that a function's backward pass returns with central differences, in double precision:
/// ∂L/∂xᵢ ≈ (L(x + h·eᵢ) − L(x − h·eᵢ))/2h with L = ⟨C, f(x)⟩ for a random C.
/// </summary>
/// <remarks>
/// The contraction is random and not a plain sum, because a sum is blind to some mistakes: the gradient of Σ softmax(x) is zero
/// whatever the backward pass does. Keep inputs away from kinks and ties, where the difference quotient means nothing.
/// </remarks>
/// <example><code>
/// var x = Tensor.Normal(new Rng(1), [3, 4], type: DType.Float64);
/// GradientCheck.Run(inputs => MyOp(inputs[0]), x).ThrowIfWrong();
/// </code></example>
public static class GradientCheck
{
    /// <summary>Checks every element of every input.</summary>
    /// <param name="f">The function. It is called often and must give the same value for the same inputs.</param>
    /// <param name="inputs">float64 tensors; they are restored afterwards.</param>
    /// <returns>The worst disagreement.</returns>
    /// <exception cref="ShapeException">An input is not float64.</exception>
    public static GradientCheckResult Run(Func<Tensor[], Tensor> f, params Tensor[] inputs) => Run(f, 1e-6, 1e-5, 1e-3, inputs);

    /// <summary>Checks every element of every input with tolerances of your own.</summary>
    /// <param name="f">The function.</param>
    /// <param name="step">h = step·max(1, |x|).</param>
    /// <param name="absolute">Allowed absolute difference.</param>
    /// <param name="relative">Allowed difference relative to the larger of the two.</param>
    /// <param name="inputs">float64 tensors.</param>
    public static GradientCheckResult Run(Func<Tensor[], Tensor> f, double step, double absolute, double relative, params Tensor[] inputs)
    {
        foreach (var input in inputs)
            if (input.DType != DType.Float64) throw new ShapeException("GradientCheck", $"needs float64 inputs, not {input}: float32 has too few digits for differences.", input.Shape);
        // Leaves of our own that look at the callers' memory, strides and all, so that views are checked as views.
        var leaves = Array.ConvertAll(inputs, input => input.Detach().RequireGradient());
        var y = f(leaves);
        var contraction = Tensor.Normal(new Rng(0x6E61), y.Shape, type: DType.Float64);
        var gradients = y.RequiresGradient ? y.Backward(contraction) : null;
        var result = new GradientCheckResult { Elements = inputs.Sum(input => input.Length) };
        for (var i = 0; i < inputs.Length; i++)
        {
            var analytic = gradients is not null && gradients.TryGet(leaves[i], out var found) ? found.ToArray<double>() : new double[inputs[i].Length];
            var place = 0;
            foreach (ref var x in new Elements(inputs[i]))
            {
                var (kept, h) = (x, step * Math.Max(1, Math.Abs(x)));
                x = kept + h;
                var above = Contracted(f, leaves, contraction);
                x = kept - h;
                var below = Contracted(f, leaves, contraction);
                x = kept;
                var numeric = (above - below) / (2 * h);
                var allowed = absolute + (relative * Math.Max(Math.Abs(numeric), Math.Abs(analytic[place])));
                result = result.Worse(i, place, analytic[place], numeric, allowed);
                place++;
            }
        }
        return result;
    }

    private static double Contracted(Func<Tensor[], Tensor> f, Tensor[] inputs, Tensor contraction)
    {
        using var pause = Graph.NoGradient();
        var y = f(inputs).ToArray<double>();
        var c = contraction.AsSpan<double>();
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++) sum += c[i] * y[i];
        return sum;
    }

    /// <summary>The elements of a tensor of any layout, by reference, in row-major order.</summary>
    private ref struct Elements(Tensor x)
    {
        private readonly int[] index = new int[x.Shape.Rank];
        private long left = x.Length;
        private long place = x.Layout.Offset;
        private bool started;

        public readonly Elements GetEnumerator() => this;

        public readonly unsafe ref double Current => ref *((double*)x.Storage.Address + place);

        public bool MoveNext()
        {
            if (left-- <= 0) return false;
            if (!started) return started = true;
            for (var axis = index.Length - 1; axis >= 0; axis--)
            {
                place += x.Layout.Strides[axis];
                if (++index[axis] < x.Shape[axis]) return true;
                place -= x.Layout.Strides[axis] * x.Shape[axis];
                index[axis] = 0;
            }
            return true;
        }
    }
}

/// <summary>The outcome of a <see cref="GradientCheck"/>.</summary>
public sealed record GradientCheckResult
{
    /// <summary>How many partial derivatives were compared.</summary>
    public long Elements { get; init; }

    /// <summary>Whether all agree.</summary>
    public bool Agrees => Excess <= 1;

    /// <summary>The worst difference as a multiple of what is allowed.</summary>
    public double Excess { get; init; }

    /// <summary>Number of the input with the worst difference.</summary>
    public int Input { get; init; }

    /// <summary>Row-major index of the worst element.</summary>
    public int Element { get; init; }

    /// <summary>The derivative that the backward pass returned there.</summary>
    public double Analytic { get; init; }

    /// <summary>The central difference there.</summary>
    public double Numeric { get; init; }

    /// <summary>Throws when the gradients disagree.</summary>
    /// <exception cref="InvalidOperationException">With the worst element and both values.</exception>
    public void ThrowIfWrong()
    {
        if (!Agrees) throw new InvalidOperationException(ToString());
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"GradientCheck: {(Agrees ? "agrees" : "WRONG")}; worst at input {Input}, element {Element}: backward gives {Analytic:G9}, differences give {Numeric:G9} ({Excess:G3} times the tolerance).");

    internal GradientCheckResult Worse(int input, int element, double analytic, double numeric, double allowed)
    {
        var excess = Math.Abs(analytic - numeric) / allowed;
        if (double.IsNaN(excess)) excess = double.PositiveInfinity;
        return excess <= Excess ? this : this with { Excess = excess, Input = input, Element = element, Analytic = analytic, Numeric = numeric };
    }
}
