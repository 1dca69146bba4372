using Gexia.Data.Datasets;

namespace Gexia.Data.Granularities;

/// <summary>All pairs of one granularity after an expansion.</summary>
/// <param name="Granularity">Shared by all pairs.</param>
/// <param name="Pairs">In a fixed order; may be empty.</param>
public sealed record GranularitySet(Granularity Granularity, IReadOnlyList<Pair> Pairs);

/// <summary>GEX, granularity expansion: pairs of one granularity in, sets of several out, by a plan. See lessons/08-gex.cs.</summary>
/// <remarks>
/// GEXIA (Wang et al., WACV 2025), §3.1. Videos stay references; only texts are made. The same pairs, plan and seed give the same sets.
/// </remarks>
public static class Expansion
{
    /// <summary>Runs <paramref name="plan"/> on <paramref name="pairs"/>.</summary>
    /// <returns>The input first, then each step's output in the plan's order.</returns>
    /// <exception cref="ArgumentException">A pair is not of the plan's input granularity.</exception>
    /// <exception cref="GexiaException">A step would make, or makes, more than the limits of <see cref="ExpansionPlan"/>; names it, the
    /// total and the limit.</exception>
    /// <example><code>
    /// var context = new ExpansionContext(new ExtractiveSummarizer(), new Rng(seed: 7));
    /// foreach (var set in Expansion.Run(PairReader.Read(new PairFile("captions.jsonl")), ExpansionPlan.Default, context))
    ///     PairWriter.Write($"{set.Granularity}.jsonl", set.Pairs);                          // SVST, LVLT, LVST
    /// </code></example>
    public static IReadOnlyList<GranularitySet> Run(IEnumerable<Pair> pairs, ExpansionPlan plan, ExpansionContext context)
    {
        var sets = new List<GranularitySet> { new(plan.Input, [.. pairs.Until(context.Cancellation)]) };
        if (sets[0].Pairs.FirstOrDefault(pair => pair.Granularity != plan.Input) is { } other)
            throw new ArgumentException(
                $"Expansion: the plan starts from {plan.Input}, but pair {other.Id} of '{other.Source}' is {other.Granularity}.",
                nameof(pairs));

        var most = (ExpansionTotals.Of(sets[0].Pairs) * plan.Steps.Count) + ExpansionTotals.Allowance;
        var made = default(ExpansionTotals);
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            Foresee(plan, sets, made, most);
            var step = plan.Steps[i];
            var input = sets.First(set => set.Granularity == step.In).Pairs;
            var output = new List<Pair>();
            foreach (
                var pair in step.Run(input, context with { Random = context.Random.At(i, "expansion step") }).Until(context.Cancellation))
            {
                made += ExpansionTotals.Of(pair);
                Require(made, most, i, step, "makes");
                output.Add(pair);
            }
            sets.Add(new GranularitySet(step.Out, output));
        }
        return sets;
    }

    /// <summary>Refuses a plan whose remaining steps can be expected to make too much, before the next one begins.</summary>
    private static void Foresee(ExpansionPlan plan, List<GranularitySet> sets, ExpansionTotals made, ExpansionTotals most)
    {
        var totals = sets.ToDictionary(set => set.Granularity, set => ExpansionTotals.Of(set.Pairs));
        for (var i = sets.Count - 1; i < plan.Steps.Count; i++)
        {
            var step = plan.Steps[i];
            totals[step.Out] = step.Expect(totals[step.In]);
            made += totals[step.Out];
            Require(made, most, i, step, "would make");
        }
    }

    private static void Require(ExpansionTotals made, ExpansionTotals most, int number, ExpansionStep step, string makes)
    {
        if (made.Excess(most) is { } excess)
        {
            throw new GexiaException(
                $"expansion plan: with step {number + 1}, {step.In} to {step.Out}, it {makes} {excess} of these pairs.");
        }
    }
}
