using Gexia.Data.Granularities;
using Gexia.Tests.Support;

namespace Gexia.Tests.Data.Granularities;

/// <summary>Plans of a few bytes that ask for more than any memory holds are refused with the step, the total and the limit.</summary>
public class ExpansionLimitTests
{
    private static readonly Pair[] Pairs = [.. Enumerable.Range(0, 60).Select(i => SomePairs.Of(i, $"s{i % 12}", i, i + 1))];

    [Theory]
    [InlineData(
        """{"op":"IntegrateRandom","in":"SVST","out":"A","count":2147483647}""",
        "step 1, SVST to A, it would make 2,147,483,647 pairs; at most 2,097,212 are made")]
    [InlineData(
        """{"op":"IntegrateRandom","in":"SVST","out":"A","count":2000000,"clips":60}""",
        "step 1, SVST to A, it would make 120,000,000 segments of video; at most 33,554,492 are made")]
    [InlineData(
        """{"op":"IntegrateRandom","in":"SVST","out":"A","count":100000,"clips":50},"""
        + """{"op":"IntegrateRandom","in":"A","out":"B","count":100000,"clips":50}""",
        "step 2, A to B, it would make 255,000,000 segments of video")]
    [InlineData(
        """{"op":"IntegrateRandom","in":"SVST","out":"A","count":1500000,"clips":1},"""
        + """{"op":"IntegrateBySource","in":"A","out":"B","minPairs":1}""",
        "step 2, A to B, it would make 3,000,000 pairs")]
    [InlineData(
        """{"op":"CompressText","in":"SVST","out":"A"},{"op":"IntegrateRandom","in":"A","out":"B","count":2147483647,"clips":2147483647}""",
        "step 2, A to B")]
    public void What_a_plan_would_make_is_compared_before_a_step_begins(string steps, string message) =>
        Assert.Contains(message, Refusal($"[{steps}]", new ExtractiveSummarizer()));

    [Fact]
    public void A_separator_counts_as_often_as_it_is_written()
    {
        var separator = new string('-', 100_000);
        Assert.Contains(
            "characters of text; at most 268,43",
            Refusal(
                $$"""[{"op":"IntegrateRandom","in":"SVST","out":"A","count":1000,"clips":4,"separator":"{{separator}}"}]""",
                new ExtractiveSummarizer()));
    }

    [Fact]
    public void What_nobody_could_expect_is_counted_while_it_is_made()
    {
        var talkative = new Talkative();
        Assert.Contains(
            "step 1, SVST to LVST, it makes 270,000,000 characters of text",
            Refusal("""[{"op":"CompressText","in":"SVST","out":"LVST"}]""", talkative));
        Assert.Equal(27, talkative.Asked);
    }

    [Fact]
    public void A_plan_within_the_limits_makes_what_it_says()
    {
        var sets = Run(
            """[{"op":"IntegrateRandom","in":"SVST","out":"A","count":5000,"clips":100},"""
            + """{"op":"IntegrateGroups","in":"A","out":"B","groupSize":1000}]""",
            new ExtractiveSummarizer());
        Assert.Equal([60, 5000, 5], sets.Select(set => set.Pairs.Count));
        Assert.All(sets[1].Pairs, pair => Assert.Equal(60, pair.Clip.Count));
    }

    private static string Refusal(string plan, ISummarizer summarizer) =>
        Assert.Throws<GexiaException>(() => Run(plan, summarizer)).Message;

    private static IReadOnlyList<GranularitySet> Run(string plan, ISummarizer summarizer)
    {
        using var folder = new TemporaryFolder();
        return Expansion.Run(Pairs, ExpansionPlan.Open(folder.Write("plan.json", plan)), new ExpansionContext(summarizer, new Rng(1)));
    }

    /// <summary>Ten million characters for whatever it is given.</summary>
    private sealed class Talkative : ISummarizer
    {
        private readonly string much = new('a', 10_000_000);

        public int Asked { get; private set; }

        public string Id => "talkative";

        public string Summarize(string text, int maxWords)
        {
            Asked++;
            return much;
        }
    }
}
