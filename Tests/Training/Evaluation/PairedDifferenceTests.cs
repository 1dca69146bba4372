using Gexia.Training.Evaluation;

namespace Gexia.Tests.Training.Evaluation;

public sealed class PairedDifferenceTests
{
    /// <summary>d = 100, 100, −100, 0: mean 25; Σ(d − 25)² = 75² + 75² + 125² + 25² = 27500; s = √(27500 / (4·3)) = 47.871.</summary>
    [Fact]
    public void Mean_and_standard_error_of_hits_by_hand()
    {
        var difference = PairedDifference.OfRecall([1, 1, 2, 1], [2, 7, 1, 1]);
        Assert.Equal((25.0, 4, 3), (difference.Mean, difference.Queries, difference.Differing));
        Assert.Equal(47.871355, difference.StandardError, 1e-6);
        Assert.False(difference.IsClear);
    }

    /// <summary>Eight wins and one loss of 100: mean 7; Σd² = 9·100², so s = √((90000 − 100·49) / (100·99)) = 2.932; 7 &gt; 5.86.</summary>
    [Fact]
    public void Eight_against_one_of_a_hundred_is_clear_and_eight_against_three_is_not()
    {
        PairedDifference Of(int wins, int losses) => PairedDifference.OfRecall(
            [.. Enumerable.Range(0, 100).Select(i => i < wins ? 1.0 : i < wins + losses ? 2 : 5)],
            [.. Enumerable.Range(0, 100).Select(i => i < wins ? 3.0 : i < wins + losses ? 1 : 5)]);
        Assert.Equal((7, 9), (Of(8, 1).Mean, Of(8, 1).Differing));
        Assert.Equal(2.932, Of(8, 1).StandardError, 5e-4);
        Assert.True(Of(8, 1).IsClear);
        // Mean 5, s = √((110000 − 2500) / 9900) = 3.295; 5 < 6.59.
        Assert.Equal(3.295, Of(8, 3).StandardError, 5e-4);
        Assert.False(Of(8, 3).IsClear);
        Assert.True(Of(1, 8).IsClear);
        Assert.Equal(-7, Of(1, 8).Mean);
    }

    /// <summary>
    /// The same marginal figures, 60 and 56 of 100: where both models hit the same queries four wins are few; four points are no rule.
    /// </summary>
    [Fact]
    public void Four_points_decide_or_not_by_the_queries()
    {
        double[] Ranks(Func<int, bool> hit) => [.. Enumerable.Range(0, 2000).Select(i => hit(i) ? 1.0 : 2)];
        var large = PairedDifference.OfRecall(Ranks(i => i < 1200), Ranks(i => i < 1120));          // 80 wins of 2000: 4 points
        Assert.Equal(4, large.Mean, 1e-12);
        Assert.True(large.IsClear);
        // 2 wins of 50: 4 points
        var small = PairedDifference.OfRecall(Ranks(i => i < 1200)[..50], Ranks(i => i is >= 2 and < 1200)[..50]);
        Assert.Equal(4, small.Mean, 1e-12);
        Assert.False(small.IsClear);
    }

    [Fact]
    public void Few_queries_decide_nothing_however_unanimous()
    {
        PairedDifference Unanimous(int queries) =>
            PairedDifference.OfRecall([.. Enumerable.Repeat(1.0, queries)], [.. Enumerable.Repeat(2.0, queries)]);
        Assert.True(double.IsNaN(Unanimous(1).StandardError));
        Assert.Equal([false, false, false, true, true], new[] { 1, 2, 5, 6, 100 }.Select(queries => Unanimous(queries).IsClear));
        Assert.Equal(0, Unanimous(5).StandardError);
    }

    [Fact]
    public void Equal_models_differ_by_nothing_and_ranks_may_be_compared_too()
    {
        double[] ranks = [1, 3, 2, 1, 8, 4, 1];
        Assert.Equal(new PairedDifference(0, 0, 7, 0), PairedDifference.OfRecall(ranks, ranks));
        Assert.False(PairedDifference.OfRecall(ranks, ranks).IsClear);
        Assert.Equal(-2, PairedDifference.Of([1, 2, 3], [3, 4, 5]).Mean);
        Assert.Equal(100.0 / 7, PairedDifference.OfRecall(ranks, [1, 9, 2, 1, 8, 4, 1], place: 5).Mean, 1e-12);
    }

    [Fact]
    public void What_cannot_be_paired_is_refused()
    {
        Assert.Throws<ArgumentException>(() => PairedDifference.Of([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => PairedDifference.Of([], []));
        Assert.Throws<ArgumentException>(() => PairedDifference.Of([double.NaN], [1]));
    }

    [Theory]
    [InlineData(new[] { 7.0, 9.0, 8.5 }, 8.1666667, 2, true)]
    [InlineData(new[] { 9.0, 1.0 }, 5, 8, false)]
    [InlineData(new[] { -4.0, -5.0, -6.5 }, -5.1666667, 2.5, true)]
    [InlineData(new[] { 2.0, -1.0, 1.0 }, 0.6666667, 3, false)]
    [InlineData(new[] { 40.0 }, 40, 0, false)]
    [InlineData(new[] { 0.0, 0.0 }, 0, 0, false)]
    public void Seeds_decide_when_their_mean_exceeds_their_spread(double[] differences, double mean, double spread, bool clear)
    {
        var seeds = new SeedDifference(differences);
        Assert.Equal(mean, seeds.Mean, 1e-6);
        Assert.Equal(spread, seeds.Spread, 1e-12);
        Assert.Equal(clear, seeds.IsClear);
    }
}
