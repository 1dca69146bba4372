namespace Gexia.Data.Image;

/// <summary>For each output position of one axis: which input positions contribute and with which fixed-point weights.</summary>
/// <remarks>
/// Antialiased bicubic interpolation as Pillow defines it: with s = max(1, in/out), output x looks at inputs within 2s of its
/// centre (x + ½)·in/out, weighted by w((i + ½ − centre)/s) and normalised to sum 1. w is Keys' kernel with a = −½:
/// (a+2)|t|³ − (a+3)|t|² + 1 for |t| &lt; 1, a(|t|³ − 5|t|² + 8|t| − 4) for |t| &lt; 2, else 0. Weights are rounded to
/// 22 fractional bits: a byte (8 bits) times a weight summing to one plus 2 bits of overshoot fits 32 bits.
/// </remarks>
internal sealed class BicubicCoefficients
{
    public const int PrecisionBits = 32 - 8 - 2;

    /// <summary>Weights of <paramref name="count"/> output positions from <paramref name="first"/> on.</summary>
    /// <param name="inputs">Input positions.</param>
    /// <param name="outputs">Output positions of the whole axis.</param>
    /// <param name="first">First output position that is wanted.</param>
    /// <param name="count">How many are wanted.</param>
    public BicubicCoefficients(int inputs, int outputs, int first, int count)
    {
        var scale = (double)inputs / outputs;
        var stretch = Math.Max(scale, 1);
        var support = 2.0 * stretch;
        Taps = (int)Math.Ceiling(support) * 2 + 1;
        Starts = new int[count];
        Lengths = new int[count];
        Weights = new int[count * Taps];

        var weights = new double[Taps];
        for (var i = 0; i < count; i++)
        {
            var center = (first + i + 0.5) * scale;
            var start = Math.Max((int)(center - support + 0.5), 0);
            var length = Math.Min((int)(center + support + 0.5), inputs) - start;
            double sum = 0;
            for (var k = 0; k < length; k++) sum += weights[k] = Keys((k + start - center + 0.5) * (1.0 / stretch));
            for (var k = 0; k < length; k++) Weights[i * Taps + k] = ToFixed(sum != 0 ? weights[k] / sum : weights[k]);
            (Starts[i], Lengths[i]) = (start, length);
        }
    }

    /// <summary>Room for weights a position; a position uses the first <see cref="Lengths"/>, the others are 0.</summary>
    public int Taps { get; }

    /// <summary>First contributing input of each position.</summary>
    public int[] Starts { get; }

    /// <summary>Number of contributing inputs of each position.</summary>
    public int[] Lengths { get; }

    /// <summary>[count, Taps].</summary>
    public int[] Weights { get; }

    /// <summary>The contributing range of all positions together: first input and the one after the last.</summary>
    public (int First, int End) Range() => (Starts.Min(), Starts.Zip(Lengths, (start, length) => start + length).Max());

    private static int ToFixed(double weight) => (int)((weight < 0 ? -0.5 : 0.5) + weight * (1 << PrecisionBits));

    private static double Keys(double t)
    {
        const double a = -0.5;
        t = Math.Abs(t);
        if (t < 1) return ((a + 2.0) * t - (a + 3.0)) * t * t + 1;
        return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
    }
}
