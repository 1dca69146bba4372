namespace Gexia.Cli.Bench;

/// <summary>All cases of <c>gexia bench</c>, and the choice among them.</summary>
internal static class BenchSuite
{
    /// <summary>The group that has no cases: the machine itself is always measured.</summary>
    public const string Machine = "machine";

    /// <summary>The cases of the wanted names; all when there are none.</summary>
    /// <param name="wanted">Names of groups (gemm) or of cases (gemm/square).</param>
    /// <exception cref="CommandException">A name is neither; the nearest one is named.</exception>
    public static List<BenchCase> Choose(IReadOnlyCollection<string> wanted)
    {
        List<BenchCase> all = [.. OperationCases.All(), .. new ModelCases().All()];
        if (wanted.Count == 0) return all;
        string[] known = [Machine, .. all.Select(one => one.Group).Distinct(), .. all.Select(one => one.FullName)];
        foreach (var name in wanted)
        {
            if (!known.Contains(name))
                throw CommandException.Usage(
                    $"bench: there is nothing named '{name}'. Did you mean '{Nearest.To(name, known)}'? Groups: "
                    + $"{string.Join(", ", known.Where(word => !word.Contains('/')))}.");
        }
        return [.. all.Where(one => wanted.Contains(one.Group) || wanted.Contains(one.FullName))];
    }

    /// <summary>
    /// Measures one case; the peak of multiply-adds is probed before each of its samples, so that both had the same machine.
    /// </summary>
    public static BenchRow Measure(BenchCase one, Timing timing, CancellationToken cancellation)
    {
        var run = one.Prepare();
        run();                                  // compiles, and fills pools and caches
        List<double> rates = [], peaks = [], shares = [];
        for (var i = 0; i < timing.Samples; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (one.Gflop > 0) peaks.Add(timing.Once.Sample(FmaChain.Run));
            rates.Add(timing.Sample(() =>
            {
                run();
                return one.Amount;
            }));
            if (one.Gflop > 0) shares.Add(rates[^1] / one.Amount * one.Gflop / peaks[^1]);
        }
        return one.Gflop > 0
            ? new(one, Summary.Of(rates), Summary.Of(peaks).Median, Summary.Of(shares).Median)
            : new(one, Summary.Of(rates), null, null);
    }
}
