namespace Gexia.Training.Evaluation;

/// <summary>
/// How far a figure would move with another draw of test items: the percentile bootstrap (Efron, Annals of Statistics 1979).
/// </summary>
/// <remarks>
/// As many items as there are are drawn with replacement, and the figure is measured on them, <see cref="Resamples"/> times. A draw is told
/// as how often each item was taken, so that nothing has to be copied. The draws are a function of the number of items alone: two figures,
/// or two models, on the same items see the same draws, and a difference of theirs can be taken draw by draw. It says nothing of how
/// another training would come out.
/// </remarks>
internal static class Bootstrap
{
    /// <summary>Draws of a figure.</summary>
    public const int Resamples = 1000;

    private const ulong Seed = 0;

    /// <summary>What a figure is on every draw.</summary>
    /// <param name="items">How many there are; at least 1.</param>
    /// <param name="measure">How often each item is taken → figures, always the same ones.</param>
    /// <returns>[figures][<see cref="Resamples"/>].</returns>
    public static IReadOnlyList<double[]> Draws(int items, Func<int[], IReadOnlyList<Figure>> measure)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(items);
        double[][]? draws = null;
        var counts = new int[items];
        for (var sample = 0; sample < Resamples; sample++)
        {
            Array.Clear(counts);
            var random = new Rng(Seed).At(sample, "bootstrap");
            for (var i = 0; i < items; i++) counts[random.NextInt32(items)]++;
            var figures = measure(counts);
            draws ??= [.. figures.Select(_ => new double[Resamples])];
            for (var figure = 0; figure < figures.Count; figure++) draws[figure][sample] = figures[figure].Value;
        }
        return draws!;
    }
}

/// <summary>Between what values a figure lies in 95 of 100 draws.</summary>
/// <param name="Low">The 2.5th percentile; NaN where no draw gave a number.</param>
/// <param name="High">The 97.5th.</param>
internal readonly record struct Interval(double Low, double High)
{
    /// <summary>Half of its length.</summary>
    public double HalfWidth => (High - Low) / 2;

    /// <summary>Of some draws; those that are not finite are left out. Between two draws, percentiles are interpolated linearly.</summary>
    public static Interval Of(IEnumerable<double> draws)
    {
        double[] sorted = [.. draws.Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? new(double.NaN, double.NaN) : new(At(0.025), At(0.975));

        double At(double share)
        {
            var place = share * (sorted.Length - 1);
            var below = (int)place;
            var above = Math.Min(below + 1, sorted.Length - 1);
            return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
        }
    }
}

/// <summary>A figure with what it is on every draw of its items.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Value">On all items, each once.</param>
/// <param name="Draws">[<see cref="Bootstrap.Resamples"/>].</param>
internal sealed record MeasuredFigure(string Name, double Value, IReadOnlyList<double> Draws)
{
    /// <summary>Where it lies in 95 of 100 draws.</summary>
    public Interval Interval { get; } = Interval.Of(Draws);

    /// <summary>Figures of some items.</summary>
    /// <param name="items">How many there are; at least 1.</param>
    /// <param name="measure">How often each item is taken → figures, always the same ones in one order.</param>
    /// <param name="isRanked">Whether they are average precisions. Those of draws are too high on average: an item that is taken twice
    /// stands beside itself in the ranking, and the second is right where the first is. So the draws are moved until their mean is the
    /// figure, within 0 and 100; how far they lie apart is kept.</param>
    public static IReadOnlyList<MeasuredFigure> Of(int items, Func<int[], IReadOnlyList<Figure>> measure, bool isRanked = false)
    {
        var once = new int[items];
        Array.Fill(once, 1);
        return
        [
            .. measure(once).Zip(
                Bootstrap.Draws(items, measure),
                (figure, draws) => new MeasuredFigure(figure.Name, figure.Value, isRanked ? Moved(draws, figure.Value) : draws))
        ];
    }

    private static double[] Moved(double[] draws, double mean)
    {
        var finite = draws.Where(double.IsFinite).ToList();
        if (finite.Count == 0) return draws;
        var excess = finite.Average() - mean;
        return [.. draws.Select(draw => Math.Clamp(draw - excess, 0, 100))];         // percent; NaN stays
    }

    /// <summary>Mean of one figure over several sets of items, which are drawn apart.</summary>
    public static MeasuredFigure Mean(string name, IReadOnlyCollection<MeasuredFigure> figures) => new(
        name, figures.Average(figure => figure.Value),
        [.. Enumerable.Range(0, Bootstrap.Resamples).Select(draw => figures.Average(figure => figure.Draws[draw]))]);

    /// <summary>How far it is ahead of another figure of the same items.</summary>
    public MeasuredFigure Minus(MeasuredFigure other, string name) =>
        new(name, Value - other.Value, [.. Draws.Zip(other.Draws, (a, b) => a - b)]);
}
