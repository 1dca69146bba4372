namespace Gexia.Tests.Gradients;

/// <summary>Where the elements of a random input come from: a source for one tensor, asked once an element with its place.</summary>
public delegate Func<long, double> Domain(Rng rng);

/// <summary>The domains that the operations need, each away from the places where a difference quotient means nothing.</summary>
public static class Domains
{
    /// <summary>Standard normal.</summary>
    public static readonly Domain Any = rng => _ => rng.NextNormal();

    /// <summary>At least 0.3.</summary>
    public static readonly Domain Positive = rng => _ => 0.3 + Math.Abs(rng.NextNormal());

    /// <summary>At least 0.4 from zero, either sign.</summary>
    public static readonly Domain NonZero = rng => _ => (rng.NextInt32(2) == 0 ? -1 : 1) * (0.4 + Math.Abs(rng.NextNormal()));

    /// <summary>
    /// Elements of a row keep apart, whatever its length and stride, so that no variance is nearly zero: multiples of the golden
    /// ratio modulo 1, which are the most evenly spread sequence there is.
    /// </summary>
    public static readonly Domain Spread = rng =>
    {
        var (phase, scale) = (rng.NextDouble(), rng.NextDouble(1, 3));
        return place => scale * (((place * 0.6180339887498949) + phase) % 1 - 0.5);
    };

    /// <summary>Standard normal, but never within 0.01 of a kink.</summary>
    public static Domain AwayFrom(params double[] kinks) => rng => _ =>
    {
        while (true)
        {
            var x = rng.NextNormal();
            if (kinks.All(kink => Math.Abs(x - kink) > 0.01)) return x;
        }
    };
}
