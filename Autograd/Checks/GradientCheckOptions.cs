namespace Gexia;

/// <summary>How a <see cref="GradientCheck"/> compares. What is null follows from the inputs' dtype.</summary>
public sealed record GradientCheckOptions
{
    /// <summary>
    /// h = Step·max(1, |x|). Null is 1e-6 for float64 and 1/256 for float32, near where rounding and curvature disturb equally.
    /// </summary>
    public double? Step { get; init; }

    /// <summary>
    /// Allowed difference as a share of the largest derivative of the input, or of 1 where that is larger. Null is 1e-5 for
    /// float64, 1e-2 for float32.
    /// </summary>
    public double? Absolute { get; init; }

    /// <summary>Allowed difference relative to the larger of the two derivatives. Null is 1e-3 for float64, 3e-2 for float32.</summary>
    public double? Relative { get; init; }

    /// <summary>
    /// 0 compares every element. A number n compares, for each input, the derivatives along n random unit vectors instead: 2n
    /// evaluations whatever the size. A mistake in many elements shows as clearly; one in a single element of N is about √N times smaller.
    /// </summary>
    public int Directions { get; init; }

    /// <summary>Of the contraction and the directions.</summary>
    public ulong Seed { get; init; } = 0x6E61;
}
