namespace Gexia.Search.Ranking;

/// <summary>
/// The unit of scores: 0 is what background queries reach at best on average, 1 is one of their standard deviations more.
/// </summary>
/// <param name="Tops">What each background query reaches at best, ascending.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation, above 0.</param>
internal sealed record ScoreScale(float[] Tops, double Mean, double Deviation)
{
    /// <summary>Where there is nothing to compare with: scores stay as they are, and everything matches.</summary>
    public static ScoreScale None { get; } = new([], 0, 1);

    public bool IsCalibrated => Tops.Length > 0;

    /// <summary>A raw score in this unit.</summary>
    public float Of(float raw) => (float)((raw - Mean) / Deviation);

    /// <summary>The score that a share of the background queries exceeds; −∞ where there are none.</summary>
    public double Cut(double share) => !IsCalibrated ? double.NegativeInfinity
        : Of(Tops[Math.Clamp((int)Math.Ceiling((1 - share) * Tops.Length) - 1, 0, Tops.Length - 1)]);
}
