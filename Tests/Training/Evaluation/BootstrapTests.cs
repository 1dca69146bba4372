using Gexia.Training;
using Gexia.Training.Evaluation;

namespace Gexia.Tests.Training.Evaluation;

/// <summary>Intervals by resampling.</summary>
public class BootstrapTests
{
    private static IReadOnlyList<MeasuredFigure> Means(double[] values) => MeasuredFigure.Of(
        values.Length, counts => [new("mean", values.Zip(counts, (value, count) => value * count).Sum() / counts.Sum())]);

    [Fact]
    public void Every_draw_takes_as_many_items_as_there_are_and_is_the_same_again()
    {
        List<int[]> drawn = [];
        IReadOnlyList<Figure> Keep(int[] counts)
        {
            drawn.Add([.. counts]);
            return [new("n", counts.Sum()), new("first", counts[0])];
        }
        var draws = Bootstrap.Draws(7, Keep);
        Assert.Equal((2, 1000, 1000), (draws.Count, draws[0].Length, drawn.Count));
        Assert.All(draws[0], total => Assert.Equal(7, total));
        Assert.Equal(draws[1], drawn.Select(counts => (double)counts[0]));
        Assert.Equal(draws[1], Bootstrap.Draws(7, Keep)[1]);
        // Each item is taken once on average.
        for (var item = 0; item < 7; item++) Assert.InRange(drawn.Average(counts => counts[item]), 0.9, 1.1);
    }

    [Fact]
    public void Percentiles_are_interpolated_and_what_is_no_number_is_left_out()
    {
        Assert.Equal(new Interval(2.5, 97.5), Interval.Of(Enumerable.Range(0, 101).Select(i => (double)i).Reverse()));
        Assert.Equal(new Interval(0.025, 0.975), Interval.Of([1, double.NaN, 0, double.PositiveInfinity]));
        Assert.Equal(new Interval(5, 5), Interval.Of([5]));
        Assert.True(double.IsNaN(Interval.Of([]).Low) && double.IsNaN(Interval.Of([double.NaN]).High));
    }

    /// <summary>
    /// Of the mean of 400 numbers, half 0 and half 100, the standard error is 50/√400 = 2.5, and the interval is ±1.96 of them.
    /// </summary>
    [Fact]
    public void The_interval_of_a_share_is_that_of_the_normal_approximation()
    {
        var mean = Assert.Single(Means([.. Enumerable.Range(0, 400).Select(i => i % 2 * 100.0)]));
        Assert.Equal(50, mean.Value);
        Assert.Equal(4.9, mean.Interval.HalfWidth, 0.4);
        Assert.Equal(50, (mean.Interval.Low + mean.Interval.High) / 2, 0.6);
    }

    /// <summary>Every third of 30 items is of one class and the others of another: few enough that draws rank too well.</summary>
    [Fact]
    public void Average_precision_lies_in_the_middle_of_its_draws()
    {
        float[][] scores = [.. Enumerable.Range(0, 30).Select(i => new float[] { -i, -i })];
        var precision = new MeanAveragePrecision(scores, [.. scores.Select((_, i) => new[] { i % 3 == 1 ? 0 : 1 })], 2);
        IReadOnlyList<Figure> Of(int[] counts) => [new("map", precision.Of(counts))];
        var (plain, moved) = (Assert.Single(MeasuredFigure.Of(30, Of)), Assert.Single(MeasuredFigure.Of(30, Of, isRanked: true)));
        Assert.True(plain.Draws.Average() > plain.Value + 1, $"{plain.Draws.Average()}, {plain.Value}");
        Assert.Equal(moved.Value, moved.Draws.Average(), 9);
        Assert.Equal(plain.Interval.HalfWidth, moved.Interval.HalfWidth, 9);
    }

    /// <summary>A figure of 1 whose draws are 30 on average: moved by as much, those of 0 would be below 0.</summary>
    [Fact]
    public void No_draw_of_average_precision_leaves_0_to_100()
    {
        IReadOnlyList<Figure> Of(int[] counts) => [new("map", counts.All(count => count == 1) ? 1 : Math.Min(counts[0] * 30, 100))];
        var moved = Assert.Single(MeasuredFigure.Of(9, Of, isRanked: true));
        Assert.Equal(0, moved.Interval.Low);
        Assert.All(moved.Draws, draw => Assert.InRange(draw, 0, 100));
    }

    [Fact]
    public void One_item_and_equal_items_have_no_spread()
    {
        Assert.Equal(new Interval(3, 3), Assert.Single(Means([3])).Interval);
        Assert.Equal(0, Assert.Single(Means([2, 2, 2])).Interval.HalfWidth);
        Assert.Throws<ArgumentOutOfRangeException>(() => Means([]));
    }

    /// <summary>Both see the same draws, so that what they have in common cancels: here all of it.</summary>
    [Fact]
    public void A_difference_is_taken_draw_by_draw()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(i => i * i % 17.0)];
        var (a, b) = (Assert.Single(Means([.. values.Select(value => value + 4)])), Assert.Single(Means(values)));
        var difference = a.Minus(b, "difference");
        Assert.Equal(4, difference.Value, 9);
        Assert.Equal(0, difference.Interval.HalfWidth, 9);
        Assert.True(b.Interval.HalfWidth > 0.5);
    }

    [Fact]
    public void A_mean_of_splits_is_narrower_than_each()
    {
        var split = Assert.Single(Means([.. Enumerable.Range(0, 100).Select(i => i % 2 * 100.0)]));
        var other = Assert.Single(Means([.. Enumerable.Range(0, 90).Select(i => i % 3 * 50.0)]));
        var mean = MeasuredFigure.Mean("mean", [split, other]);
        Assert.Equal((split.Value + other.Value) / 2, mean.Value, 9);
        Assert.InRange(mean.Interval.HalfWidth, 0.5 * split.Interval.HalfWidth, 0.9 * split.Interval.HalfWidth);
    }
}
