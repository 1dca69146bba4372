using Gexia.Data.Granularities;

namespace Gexia.Training.Runs;

/// <summary>Short pairs from a file, expanded with GEX: what a run trains and tests on.</summary>
public static class PairExpansion
{
    private const string SummariesName = "summaries.jsonl";

    /// <summary>Reads and expands.</summary>
    /// <param name="pairs">JSON Lines or CSV of short pairs.</param>
    /// <param name="summaries">JSON Lines of compressed texts; null takes <c>summaries.jsonl</c> beside the pairs when there is one, else the extractive summariser.</param>
    /// <param name="plan">The steps.</param>
    /// <param name="rng">For steps that draw at random.</param>
    /// <param name="bad">Receives pairs that cannot be used, which are left out.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>Pairs by granularity; the plan's input is among them.</returns>
    /// <exception cref="GexiaException">A line is malformed, or there is no pair that can be used.</exception>
    public static Dictionary<Granularity, IReadOnlyList<Pair>> Open(
        string pairs, string? summaries, ExpansionPlan plan, Rng rng, Action<BadPair> bad, CancellationToken cancellation = default)
    {
        BadPair? first = null;
        IReadOnlyList<Pair> given = [.. PairReader.Read(pairs, plan.Input, Note, cancellation)];
        if (given.Count == 0 && first is not null) throw new GexiaException($"{pairs}: none of its pairs can be used; the first, of line {first.Line}: {first.Reason}");
        if (given.Count == 0) throw new GexiaException($"{pairs}: holds no pair. Each line is {{\"video\":…,\"start\":…,\"end\":…,\"caption\":…}}; or CSV with the header video,start,end,caption.");
        var texts = SummariesFor(pairs, summaries) is { } file ? FileSummaries.Open(file, cancellation) : null;
        var sets = Expansion.Run(given, plan, new ExpansionContext(new ExtractiveSummarizer(), rng, texts) { Cancellation = cancellation }).ToDictionary(set => set.Granularity, set => set.Pairs);
        sets.TryAdd(plan.Input, given);
        return sets;

        void Note(BadPair pair)
        {
            first ??= pair;
            bad(pair);
        }
    }

    /// <summary>The file of compressed texts that belongs to a file of pairs, if any.</summary>
    public static string? SummariesFor(string pairs, string? named)
    {
        if (named is not null) return named;
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(pairs))!, SummariesName);
        return File.Exists(beside) ? beside : null;
    }

    /// <summary>The default procedure (spec §1.3) with a rule of its own for the least pairs of a source.</summary>
    /// <param name="minPairs">The least pairs of a source.</param>
    /// <param name="separator">Between the texts; see <see cref="TextJoining.Join"/>.</param>
    public static ExpansionPlan DefaultPlan(int minPairs, string? separator = null) => new(
    [
        new IntegrateBySource(Granularity.Svst, new IntegrationOptions(Granularity.Lvlt, minPairs, Separator: separator)),
        new CompressText(Granularity.Lvlt, Granularity.Lvst),
    ]);
}
