namespace Gexia.Tests.Gradients.Reference;

/// <summary>Functions of one number that the framework lacks.</summary>
public static class NaiveScalars
{
    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    public static double QuickGelu(double x) => x * Sigmoid(1.702 * x);

    public static double Gelu(double x) => x * 0.5 * (1 + Erf(x / Math.Sqrt(2)));

    /// <summary>erf x = 2/√π · ∫₀ˣ e^(−t²) dt by Simpson's rule on 4,000 intervals: slow, and independent of any series.</summary>
    public static double Erf(double x)
    {
        const int intervals = 4000;
        var (h, sum) = (x / intervals, 0.0);
        for (var i = 0; i <= intervals; i++)
        {
            var weight = i is 0 or intervals ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.Exp(-(i * h) * (i * h));
        }
        return 2 / Math.Sqrt(Math.PI) * sum * h / 3;
    }
}
