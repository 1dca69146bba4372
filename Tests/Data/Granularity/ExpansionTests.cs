using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Granularities;

public class ExpansionTests
{
    private static readonly Pair[] Pairs = [.. Enumerable.Range(0, 60).Select(i => SomePairs.Of(i, $"s{i % 12}", i, i + 1))];

    private static ExpansionContext Context(ulong seed = 1) => new(new ExtractiveSummarizer(), new Rng(seed));

    [Fact]
    public void The_default_plan_makes_long_videos_with_long_and_short_texts()
    {
        var sets = Expansion.Run(Pairs, ExpansionPlan.Default, Context());
        Assert.Equal(["SVST 60", "LVLT 12", "LVST 12"], Sizes(sets));
        Assert.Equal("s0 0. s0 12. s0 24. s0 36. s0 48.", sets[1].Pairs[0].Text);
        for (var i = 0; i < 12; i++)
        {
            Assert.Same(sets[1].Pairs[i].Clip, sets[2].Pairs[i].Clip);         // the same video, by reference
            Assert.True(sets[2].Pairs[i].Text.Length < sets[1].Pairs[i].Text.Length);
        }
    }

    [Fact]
    public void A_plan_recurses_to_very_long_pairs()
    {
        var sets = Expansion.Run(Pairs, Plan("""
            [ // granularities may be recursed without limit
              {"op":"IntegrateBySource","in":"SVST","out":"LVLT","minPairs":5,"separator":" then "},
              {"op":"IntegrateGroups","in":"LVLT","out":"XLVXLT","groupSize":3},
              {"op":"CompressText","in":"XLVXLT","out":"XLVLT","targetWords":4},
              {"op":"CompressVideo","in":"SVST","out":"IST"},
              {"op":"IntegrateRandom","in":"IST","out":"slides","count":7,"clips":3},
            ]
            """), Context());
        Assert.Equal(["SVST 60", "LVLT 12", "XLVXLT 4", "XLVLT 4", "IST 60", "slides 7"], Sizes(sets));
        Assert.All(sets[2].Pairs, pair => Assert.Equal((15, 15.0), (pair.Clip.Count, pair.Duration)));
        Assert.StartsWith("s0 0 then s0 12", sets[2].Pairs[0].Text, StringComparison.Ordinal);
        Assert.All(sets[3].Pairs, pair => Assert.Equal(4, pair.Text.Split(' ').Length));
        Assert.All(sets[5].Pairs, pair => Assert.Equal((3, 0.0), (pair.Clip.Count, pair.Duration)));
        Assert.Equal(("XL", "L"), (sets[3].Granularity.VideoLevel, sets[3].Granularity.TextLevel));
        Assert.Equal(("I", "S"), (sets[4].Granularity.VideoLevel, sets[4].Granularity.TextLevel));
    }

    [Fact]
    public void The_same_seed_gives_the_same_sets_and_every_step_its_own_chance()
    {
        var plan = Plan(
            """[{"op":"IntegrateRandom","in":"SVST","out":"A"},{"op":"IntegrateRandom","in":"SVST","out":"B"},"""
            + """{"op":"IntegrateGroups","in":"SVST","out":"C","order":"random"}]""");
        List<string> Run(ulong seed) => [.. Expansion.Run(Pairs, plan, Context(seed)).SelectMany(set => SomePairs.Facts(set.Pairs))];
        Assert.Equal(Run(5), Run(5));
        Assert.NotEqual(Run(5), Run(6));
        var sets = Expansion.Run(Pairs, plan, Context());
        Assert.NotEqual(sets[1].Pairs.Select(pair => pair.Text), sets[2].Pairs.Select(pair => pair.Text));
    }

    [Theory]
    [InlineData(
        """{"op":"IntegrateBySorce","in":"SVST","out":"LVLT"}""", "step 1: unknown op 'IntegrateBySorce'. Nearest: IntegrateBySource")]
    [InlineData(
        """{"op":"IntegrateBySource","in":"SVST","out":"LVLT","minPair":3}""",
        "step 1: IntegrateBySource has no parameter 'minPair'. Nearest: minPairs")]
    [InlineData("""{"op":"CompressVideo","in":"SVST","out":"IST","targetWords":3}""", "no parameter 'targetWords'")]
    [InlineData("""{"op":"CompressText","in":"SVST"}""", "step 1: 'out' is missing")]
    [InlineData("""{"in":"SVST","out":"A"}""", "step 1: 'op' is missing")]
    [InlineData("""{"op":"CompressText","in":"SVST","out":"A","targetWords":0}""", "'targetWords' must be a whole number from 1, got 0")]
    [InlineData("""{"op":"IntegrateGroups","in":"SVST","out":"A","order":"sorted"}""", "given or random, got 'sorted'")]
    [InlineData("""{"op":"CompressText","in":"SVST","out":"../A"}""", "got '../A'")]
    [InlineData("""{"op":"CompressText","in":"SVST","out":"A"},{"op":"CompressText","in":"LVLT","out":"B"}""", "step 2 reads LVLT")]
    [InlineData("""{"op":"CompressText","in":"SVST","out":"A"},{"op":"CompressVideo","in":"SVST","out":"A"}""", "step 2 makes A")]
    [InlineData("""{"op":"CompressText","in":"SVST","out":"SVST"}""", "step 1 makes SVST")]
    [InlineData("""{"op":"CompressText","op":"CompressText","in":"SVST","out":"A"}""", "not valid JSON")]
    [InlineData("""{"op":"CompressText","in":"SVST","out":"A","\ud800":1}""", "not valid JSON")]
    [InlineData("3", "expected a JSON object, got 3")]
    [InlineData("", "1..64 steps; got 0")]
    public void A_bad_plan_is_refused_with_the_step_and_the_nearest_word(string steps, string reason)
    {
        var error = Assert.Throws<GexiaException>(() => Plan($"[{steps}]"));
        Assert.Contains(reason, error.Message);
        Assert.Contains("plan.json", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[[[[[[[[[[[[]]]]]]]]]]]]")]
    public void What_is_no_plan_is_refused(string content) => Assert.Throws<GexiaException>(() => Plan(content));

    [Fact]
    public void Pairs_must_be_what_the_plan_starts_from() =>
        Assert.Contains("pair 3", Assert.Throws<ArgumentException>(() =>
            Expansion.Run([Pairs[0], Pairs[3] with { Granularity = Granularity.Ist }], ExpansionPlan.Default, Context())).Message);

    [Fact]
    public void No_pairs_give_empty_sets() =>
        Assert.Equal(["SVST 0", "LVLT 0", "LVST 0"], Sizes(Expansion.Run([], ExpansionPlan.Default, Context())));

    [SharedFact]
    public void Real_captions_expand_with_their_summaries()
    {
        var clips = Path.Combine(Environs.Shared!, "data", "clips");
        var context = Context() with { Given = FileSummaries.Open(Path.Combine(clips, "summaries.jsonl")) };
        var plan = Plan(
            """[{"op":"IntegrateBySource","in":"SVST","out":"LVLT","minPairs":1},{"op":"CompressText","in":"LVLT","out":"LVST"}]""");
        var sets = Expansion.Run(PairReader.Read(new(Path.Combine(clips, "train.jsonl"))), plan, context);
        Assert.Equal(["SVST 107", "LVLT 39", "LVST 39"], Sizes(sets));
        Assert.Equal(39, context.Given.Count);
        Assert.All(sets[2].Pairs, pair => Assert.Equal(context.Given.Find(pair), pair.Text));
    }

    private static IEnumerable<string> Sizes(IReadOnlyList<GranularitySet> sets) =>
        sets.Select(set => $"{set.Granularity} {set.Pairs.Count}");

    private static ExpansionPlan Plan(string content)
    {
        using var folder = new Support.TemporaryFolder();
        return ExpansionPlan.Open(folder.Write("plan.json", content));
    }
}
