namespace Gexia.Training.Optimizers;

/// <summary>The constants of <see cref="AdamW"/> that all parameter groups share.</summary>
/// <param name="Beta1">Decay of the mean of the gradient, in [0, 1).</param>
/// <param name="Beta2">Decay of the mean of its square, in [0, 1).</param>
/// <param name="Epsilon">Added to the denominator; positive.</param>
/// <remarks>GEXIA §4.1 names AdamW without its numbers; the defaults are CLIP4Clip's (Luo et al., arXiv 2104.08860).</remarks>
public sealed record AdamWConfig(double Beta1 = 0.9, double Beta2 = 0.98, double Epsilon = 1e-6)
{
    internal AdamWConfig Checked()
    {
        if (!(Beta1 is >= 0 and < 1) || !(Beta2 is >= 0 and < 1) || !(Epsilon > 0))
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"AdamW: beta1 and beta2 must be in [0, 1) and epsilon positive; they are {Beta1}, {Beta2} and {Epsilon}."));
        return this;
    }
}
