using Gexia.Data.Datasets;
using Gexia.Data.Granularities;

namespace Gexia.Training.Runs;

/// <summary>Short pairs from a file, expanded with GEX: what a run trains and tests on.</summary>
internal static class PairExpansion
{
    private const string SummariesName = "summaries.jsonl";

    /// <summary>Reads and expands.</summary>
    /// <param name="file">
    /// Short pairs, and their summaries; null for these takes <c>summaries.jsonl</c> beside the pairs when there is one, else
    /// the extractive summariser.
    /// </param>
    /// <param name="plan">The steps.</param>
    /// <param name="rng">For steps that draw at random.</param>
    /// <param name="bad">Receives pairs that cannot be used, which are left out.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>Pairs by granularity; the plan's input is among them.</returns>
    /// <exception cref="GexiaException">A line is malformed, or there is no pair that can be used.</exception>
    public static Dictionary<Granularity, IReadOnlyList<Pair>> Open(
        PairFile file, ExpansionPlan plan, Rng rng, Action<BadPair> bad, CancellationToken cancellation = default)
    {
        BadPair? first = null;
        IReadOnlyList<Pair> given = [.. PairReader.Read(file, plan.Input, Note, cancellation)];
        if (given.Count == 0 && first is not null)
            throw new GexiaException($"{file.Path}: none of its pairs can be used; the first, of line {first.Line}: {first.Reason}");
        if (given.Count == 0) throw new GexiaException($"{file.Path}: holds no pair. {file.Form}");
        var texts = SummariesFor(file.Path, file.Summaries) is { } summaries ? FileSummaries.Open(summaries, cancellation) : null;
        var context = new ExpansionContext(new ExtractiveSummarizer(), rng, texts) { Cancellation = cancellation };
        var sets = Expansion.Run(given, plan, context).ToDictionary(set => set.Granularity, set => set.Pairs);
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

    /// <summary>The default procedure (GEXIA §4.1) with a rule of its own for the least pairs of a source.</summary>
    /// <param name="minPairs">The least pairs of a source.</param>
    /// <param name="separator">Between the texts; see <see cref="TextJoining.Join"/>.</param>
    public static ExpansionPlan DefaultPlan(int minPairs, string? separator = null) => new(
    [
        new IntegrateBySource(Granularity.Svst, new IntegrationOptions(Granularity.Lvlt, minPairs, Separator: separator)),
        new CompressText(Granularity.Lvlt, Granularity.Lvst),
    ]);
}
