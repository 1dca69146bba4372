namespace Gexia.Testing;

/// <summary>
/// Where the elements of random tensors come from, and which simpler ones they may shrink to: a set of numbers away from the places where a
/// difference quotient means nothing.
/// </summary>
public sealed class Domain
{
    private readonly Func<Rng, Func<long, double>> source;
    private readonly Func<double[], bool> allows;

    /// <summary>A domain of one's own.</summary>
    /// <param name="source">For one tensor: a generator of its elements, asked once an element with its row-major place.</param>
    /// <param name="allows">Whether these are elements that a tensor of the domain may have; asked when a counterexample shrinks.</param>
    public Domain(Func<Rng, Func<long, double>> source, Func<double[], bool> allows) => (this.source, this.allows) = (source, allows);

    /// <summary>Standard normal.</summary>
    public static Domain Any { get; } = new(rng => _ => rng.NextNormal(), _ => true);

    /// <summary>At least 0.3: for logarithms, roots and powers.</summary>
    public static Domain Positive { get; } =
        new(rng => _ => 0.3 + Math.Abs(rng.NextNormal()), values => Array.TrueForAll(values, x => x >= 0.3));

    /// <summary>At least 0.4 from zero, either sign: for divisors, and for kinks at 0.</summary>
    public static Domain NonZero { get; } = new(
        rng => _ => (rng.NextInt32(2) == 0 ? -1 : 1) * (0.4 + Math.Abs(rng.NextNormal())),
        values => Array.TrueForAll(values, x => Math.Abs(x) >= 0.4));

    /// <summary>
    /// Elements keep apart, whatever the length and stride of a row, so that no variance is nearly zero and no two are equal: multiples of
    /// the golden ratio modulo 1, which are the most evenly spread sequence there is. For maxima, sorting and normalisation.
    /// </summary>
    public static Domain Distinct { get; } = new(
        rng =>
        {
            var (phase, scale) = (rng.NextDouble(), rng.NextDouble(1, 3));
            return place => scale * (((place * 0.6180339887498949) + phase) % 1 - 0.5);
        },
        values => values.Order().Zip(values.Order().Skip(1), (a, b) => b - a).All(gap => gap > 1e-3));

    /// <summary>Standard normal, but never within 0.01 of a kink.</summary>
    public static Domain AwayFrom(params double[] kinks)
    {
        return new(rng => _ => Draw(rng), values => Array.TrueForAll(values, IsAway));

        bool IsAway(double x) => Array.TrueForAll(kinks, kink => Math.Abs(x - kink) > 0.01);

        double Draw(Rng rng)
        {
            double x;
            do x = rng.NextNormal();
            while (!IsAway(x));
            return x;
        }
    }

    /// <summary>A generator of the elements of one tensor, asked once an element with its row-major place.</summary>
    public Func<long, double> Source(Rng rng) => source(rng);

    /// <summary>Whether a tensor of the domain may have these elements.</summary>
    public bool Allows(double[] values) => allows(values);
}
