namespace Gexia.Cli.Bench;

/// <summary>How rates are taken.</summary>
/// <param name="Clock">What is counted.</param>
/// <param name="Samples">Of each rate.</param>
/// <param name="Seconds">A sample repeats its work for at least so long.</param>
internal readonly record struct Timing(Clock Clock, int Samples, double Seconds)
{
    public static Timing Full(int threads) => new(new(threads), 5, 0.1);

    public static Timing Quick(int threads) => new(new(threads), 3, 0.02);

    /// <summary>One run a sample.</summary>
    public Timing Once => this with { Seconds = 0 };

    /// <summary>Units of work a second, of one sample.</summary>
    /// <param name="run">Does the work once and says how much it was.</param>
    public double Sample(Func<double> run)
    {
        double amount = 0, passed;
        var start = Clock.Seconds();
        do
        {
            amount += run();
            passed = Clock.Seconds() - start;
        } while (passed < Seconds);
        return amount / passed;
    }

    public override string ToString() => FormattableString.Invariant($"median of {Samples} samples of {Seconds} s or one run, {Clock}");
}
