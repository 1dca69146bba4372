namespace Gexia;

/// <summary>Compares derivatives with differences, one input after another, and says of each disagreement whose fault it is.</summary>
internal sealed class GradientJudge(Probe probe, GradientCheckOptions options)
{
    // Steps that a disagreement is looked at with, as shares of the first: rounding grows as they shrink.
    private static readonly double[] Shares = [1, 1.0 / 4, 1.0 / 16];

    private readonly Rng rng = new(options.Seed + 1);
    private GradientCheckResult result = new();
    private GradientCheckResult? strange;

    private bool IsDouble => probe.Value.DType == DType.Float64 && Array.TrueForAll(probe.Inputs, x => x.DType != DType.Float32);

    private double Step => options.Step ?? (IsDouble ? 1e-6 : 1.0 / 256);

    private double Absolute => options.Absolute ?? (IsDouble ? 1e-5 : 1e-2);

    private double Relative => options.Relative ?? (IsDouble ? 1e-3 : 3e-2);

    /// <summary>Compares the derivatives of one input.</summary>
    /// <param name="input">Its number.</param>
    /// <param name="gradient">What the backward pass returned for it, row-major.</param>
    public void Add(int input, double[] gradient)
    {
        if (strange is not null) return;
        var x = probe.Inputs[input];
        var count = options.Directions > 0 ? options.Directions : gradient.Length;
        var (moves, analytic, numeric, steps) = (new Move[count], new double[count], new double[count], new double[count]);
        var scale = 0.0;
        for (var i = 0; i < count; i++)
        {
            moves[i] =
                options.Directions > 0 ? RandomMove(input, gradient, out analytic[i]) : ElementMove(input, i, gradient, out analytic[i]);
            // Along a vector of length 1 every element moves 1/√N as far.
            steps[i] = Step * Math.Max(1, moves[i].Largest(x)) * (options.Directions > 0 ? Math.Sqrt(gradient.Length) : 1);
            numeric[i] = Central(moves[i], steps[i]);
            if (!double.IsFinite(numeric[i]))
            {
                strange = Outside(input, i, steps[i], numeric[i]);
                return;
            }
            scale = Math.Max(scale, Math.Max(Math.Abs(numeric[i]), Math.Abs(analytic[i])));
        }
        for (var i = 0; i < count; i++)
        {
            var allowed = Allowed(analytic[i], numeric[i], Math.Min(1, scale), steps[i]);
            var excess = analytic[i].Equals(numeric[i]) ? 0 : Math.Abs(analytic[i] - numeric[i]) / allowed;
            result = result with { Elements = result.Elements + 1 };
            if (excess > 1)
            {
                if (IsKink(moves[i], analytic[i], Math.Min(1, scale), steps[i]))
                {
                    result = result with { Kinks = result.Kinks + 1 };
                    continue;
                }
                result = result with { Failed = result.Failed + 1 };
            }
            if (excess > result.Excess || result.Elements - result.Kinks == 1)
                result = result with
                {
                    Excess = excess,
                    Input = input,
                    Element = i,
                    Index = IndexOf(x, i),
                    Analytic = analytic[i],
                    Numeric = numeric[i]
                };
        }
    }

    /// <summary>Of all inputs.</summary>
    public GradientCheckResult Result() => strange ?? result with
    {
        Verdict = result.Failed > 0 ? GradientVerdict.Wrong
            : result.Kinks > 0 && result.Kinks == result.Elements ? GradientVerdict.NotDifferentiable
            : GradientVerdict.Agrees,
    };

    private GradientCheckResult Outside(int input, long element, double step, double numeric)
    {
        var index = IndexOf(probe.Inputs[input], element);
        var place = index is null ? "" : $", element [{string.Join(", ", index)}]";
        return new()
        {
            Verdict = GradientVerdict.NotFinite,
            Input = input,
            Element = element,
            Index = index,
            Numeric = numeric,
            Excess = double.PositiveInfinity,
            Reason = FormattableString.Invariant($"the function is not finite a step of {step:G3} from input {input}{place}.")
                + " Move the inputs into its domain, or make the step smaller.",
        };
    }

    private int[]? IndexOf(Tensor x, long element) => options.Directions > 0 ? null : NonFinite.IndexOf(x.Shape, element);

    private Move ElementMove(int input, int element, double[] gradient, out double derivative)
    {
        derivative = gradient[element];
        var x = probe.Inputs[input];
        return Move.Element(input, x, NonFinite.IndexOf(x.Shape, element));
    }

    private Move RandomMove(int input, double[] gradient, out double derivative)
    {
        var direction = new double[gradient.Length];
        double squares = 0;
        for (var i = 0; i < direction.Length; i++) squares += (direction[i] = rng.NextNormal()) * direction[i];
        derivative = 0;
        for (var i = 0; i < direction.Length; i++) derivative += gradient[i] * (direction[i] /= Math.Sqrt(squares));
        return Move.Along(input, probe.Inputs[input], direction);
    }

    private double Allowed(double analytic, double numeric, double scale, double step) =>
        (Absolute * scale) + (Relative * Math.Max(Math.Abs(analytic), Math.Abs(numeric))) + (probe.Rounding / step);

    private double Central(Move move, double step)
    {
        var above = probe.At(move, step, out var up);
        var below = probe.At(move, -step, out var down);
        return (above - below) / (up - down);
    }

    /// <summary>
    /// Whether a disagreement is the function's: its derivatives from both sides stay apart, or its differences do not
    /// settle, as steps shrink.
    /// </summary>
    private bool IsKink(Move move, double analytic, double scale, double step)
    {
        var middle = probe.At(move, 0, out _);
        Span<(double Left, double Right, double Both)> derivatives = stackalloc (double, double, double)[Shares.Length];
        for (var i = 0; i < Shares.Length; i++)
        {
            double above = probe.At(move, step * Shares[i], out var up), below = probe.At(move, -step * Shares[i], out var down);
            derivatives[i] = ((middle - below) / -down, (above - middle) / up, (above - below) / (up - down));
        }
        var (first, last) = (derivatives[0], derivatives[^1]);
        // The kink lies beside the point, within the first step.
        if (Math.Abs(analytic - last.Both) <= Allowed(analytic, last.Both, scale, step)) return true;
        var allowed = Allowed(analytic, last.Both, scale, step * Shares[^1]);
        // Derivatives that meet as the step shrinks are those of a curve; those of a corner stay, those of a jump grow.
        var apart = Math.Abs(last.Right - last.Left);
        if (apart <= 4 * allowed || apart < Math.Abs(first.Right - first.Left) / 2) return false;
        var isJump = apart > 4 * Math.Abs(first.Right - first.Left);
        return isJump || (analytic >= Math.Min(last.Left, last.Right) - allowed && analytic <= Math.Max(last.Left, last.Right) + allowed);
    }
}
