namespace Gexia.Data.Granularities;

/// <summary>All pairs of one granularity after an expansion.</summary>
/// <param name="Granularity">Shared by all pairs.</param>
/// <param name="Pairs">In a fixed order; may be empty.</param>
public sealed record GranularitySet(Granularity Granularity, IReadOnlyList<Pair> Pairs);

/// <summary>GEX, granularity expansion: pairs of one granularity in, sets of several out, by a plan.</summary>
/// <remarks>GEXIA (Wang et al., WACV 2025), §3.1. Videos stay references; only texts are made. The same pairs, plan and seed give the same sets.</remarks>
public static class Expansion
{
    /// <summary>Runs <paramref name="plan"/> on <paramref name="pairs"/>.</summary>
    /// <returns>The input first, then each step's output in the plan's order.</returns>
    /// <exception cref="ArgumentException">A pair is not of the plan's input granularity.</exception>
    /// <example><code>
    /// var context = new ExpansionContext(new ExtractiveSummarizer(), new Rng(seed: 7));
    /// foreach (var set in Expansion.Run(PairReader.Read("captions.jsonl"), ExpansionPlan.Default, context))
    ///     PairWriter.Write($"{set.Granularity}.jsonl", set.Pairs);                          // SVST, LVLT, LVST
    /// </code></example>
    public static IReadOnlyList<GranularitySet> Run(IEnumerable<Pair> pairs, ExpansionPlan plan, ExpansionContext context)
    {
        var sets = new List<GranularitySet> { new(plan.Input, [.. pairs]) };
        if (sets[0].Pairs.FirstOrDefault(pair => pair.Granularity != plan.Input) is { } other)
            throw new ArgumentException($"Expansion: the plan starts from {plan.Input}, but pair {other.Id} of '{other.Source}' is {other.Granularity}.", nameof(pairs));

        for (var i = 0; i < plan.Steps.Count; i++)
        {
            var step = plan.Steps[i];
            var input = sets.First(set => set.Granularity == step.In).Pairs;
            sets.Add(new GranularitySet(step.Out, step.Run(input, context with { Random = context.Random.At(i, "expansion step") })));
        }
        return sets;
    }
}
