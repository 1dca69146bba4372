using FsCheck;
using FsCheck.Fluent;
using Gexia.Training.Evaluation;

namespace Gexia.Tests.Training.Evaluation;

public sealed class RankingTests
{
    [Theory]
    [InlineData(TieRule.Pessimistic, 4)]
    [InlineData(TieRule.Optimistic, 2)]
    [InlineData(TieRule.Mean, 3)]
    public void Ties_follow_the_rule(TieRule ties, double expected) => Assert.Equal(expected, Ranking.Rank([9, 5, 5, 5, 1], 2, ties));

    [Fact]
    public void Nan_is_the_worst_rank_and_beats_nobody()
    {
        foreach (var ties in Enum.GetValues<TieRule>())
        {
            Assert.Equal(3, Ranking.Rank([1, float.NaN, 0], 1, ties));
            Assert.Equal(3, Ranking.Rank([float.NaN, float.NaN, float.NaN], 0, ties));
            Assert.Equal(2, Ranking.Rank([1, float.NaN, 0], 2, ties));
        }
    }

    /// <summary>The rank is the place in a sorted list, whatever else is true of the scores.</summary>
    [Fact]
    public void Equals_the_place_after_sorting() =>
        Prop.ForAll(Scores, scores =>
        {
            for (var correct = 0; correct < scores.Length; correct++)
            {
                List<float> sorted = [.. scores.OrderDescending()];
                if (Ranking.Rank(scores, correct, TieRule.Optimistic) != 1 + sorted.IndexOf(scores[correct])) return false;
                if (Ranking.Rank(scores, correct, TieRule.Pessimistic) != 1 + sorted.LastIndexOf(scores[correct])) return false;
                if (
                    Ranking.Rank(scores, correct, TieRule.Mean)
                    != 1 + ((sorted.IndexOf(scores[correct]) + sorted.LastIndexOf(scores[correct])) / 2.0))
                {
                    return false;
                }
            }
            return true;
        }).QuickCheckThrowOnFailure();

    private static Arbitrary<float[]> Scores { get; } = Arb.From(
        Gen.Choose(0, 5).Select(x => x / 4f).NonEmptyListOf().Select(list => list.ToArray()),
        scores => scores.Length > 1 ? [scores[1..], scores[..^1]] : []);

    [Fact]
    public void Metrics_of_known_ranks()
    {
        var metrics = RetrievalMetrics.Of([1, 2, 5, 11]);
        Assert.Equal((25, 75, 75, 3.5, 4.75), (metrics.R1, metrics.R5, metrics.R10, metrics.MedianRank, metrics.MeanRank));
        Assert.Equal(2, RetrievalMetrics.Of([9, 1, 2]).MedianRank);
        Assert.Throws<ArgumentException>(() => RetrievalMetrics.Of([]));
    }
}
