namespace Gexia.Benchmarks;

/// <summary>The straight line y = intercept + slope·x with the least squared distance to points.</summary>
/// <param name="Intercept">y at x = 0.</param>
/// <param name="Slope">y gained with each x.</param>
/// <param name="R2">1 − Σ(y − line)² / Σ(y − mean)²: 1 when all points lie on the line.</param>
internal readonly record struct Fit(double Intercept, double Slope, double R2)
{
    public static Fit Of(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        var slope = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
        var intercept = meanY - (slope * meanX);
        var residue = x.Zip(y, (a, b) => Math.Pow(b - intercept - (slope * a), 2)).Sum();
        return new(intercept, slope, 1 - (residue / y.Sum(b => (b - meanY) * (b - meanY))));
    }
}
