namespace Gexia;

/// <summary>
/// L(x) = ⟨C, f(x)⟩ around a point, for <see cref="GradientCheck"/>: f at inputs of our own, which are moved and put back. L is summed in
/// double, whatever f computes in.
/// </summary>
internal sealed class Probe
{
    private readonly Func<Tensor[], Tensor> f;
    private readonly Shape shape;

    /// <summary>Copies the inputs, each to memory of its own, and evaluates f there, recording.</summary>
    public Probe(Func<Tensor[], Tensor> f, Tensor[] inputs, ulong seed)
    {
        this.f = f;
        Inputs = Array.ConvertAll(inputs, Own);
        Value = f(Inputs);
        shape = Value.Shape;
        if (!IsMoved(Value))
            throw new ShapeException("GradientCheck", $"the function must give float32 or float64, not {Value.Description}.", Value.Shape);
        Contraction = Tensor.Normal(new Rng(seed), shape, type: DType.Float64);
        Coefficients = Contraction.ToArray<double>();
        Start = Doubles(Value);
    }

    /// <summary>Leaves with the callers' values and steps, none sharing memory; integers are passed through.</summary>
    public Tensor[] Inputs { get; }

    /// <summary>f at the start, recorded.</summary>
    public Tensor Value { get; }

    /// <summary>C.</summary>
    public Tensor Contraction { get; }

    /// <summary>f's elements at the start.</summary>
    public double[] Start { get; }

    private double[] Coefficients { get; }

    /// <summary>
    /// About the error of L by rounding, where f's own is of the order of its last digit; or of that of 1 where f is smaller, as it may be
    /// what is left of larger terms.
    /// </summary>
    public double Rounding
    {
        get
        {
            double squares = 0;
            for (var i = 0; i < Start.Length; i++) squares += Math.Pow(Coefficients[i] * Math.Max(Math.Abs(Start[i]), 1), 2);
            return 8 * Math.Sqrt(squares) * (Value.DType == DType.Float64 ? Math.ScaleB(1, -53) : Math.ScaleB(1, -24));
        }
    }

    /// <summary>f's elements where the inputs are now, not recorded.</summary>
    public double[] Evaluate()
    {
        using var pause = Graph.NoGradient();
        var y = f(Inputs);
        return y.Shape.Equals(shape)
            ? Doubles(y)
            : throw new ShapeException("GradientCheck", $"the function gave {shape} before and {y.Shape} now.", shape, y.Shape);
    }

    /// <summary>L at x + t·v.</summary>
    /// <param name="move">One input and the way to move it.</param>
    /// <param name="t">How far.</param>
    /// <param name="moved">How far along v it went, after rounding; t where v has many elements.</param>
    public double At(Move move, double t, out double moved)
    {
        var kept = move.Apply(Inputs[move.Input], t, out moved);
        var y = Evaluate();
        move.Restore(Inputs[move.Input], kept);
        double sum = 0;
        for (var i = 0; i < y.Length; i++) sum += Coefficients[i] * y[i];
        return sum;
    }

    /// <summary>Whether differences tell anything: steps of shorter dtypes are all rounding.</summary>
    public static bool IsMoved(Tensor x) => x.DType is DType.Float32 or DType.Float64;

    private static double[] Doubles(Tensor y) => y.To(DType.Float64).ToArray<double>();

    // Steps are kept, so that views are checked as views; but elements that share a place get places of their own.
    private static Tensor Own(Tensor input)
    {
        if (!IsMoved(input)) return input.Detach();
        Tensor own;
        using (TensorScope.Suspend())
        {
            if (input.Length == 0 || input.Layout.MayOverlap) own = input.Copy();
            else
            {
                own = input.NewZeros([checked((int)input.Layout.Reach)]).View(input.Layout.FromStart());
                own.CopyFrom(input);
            }
        }
        return own.RequireGradient();
    }
}
