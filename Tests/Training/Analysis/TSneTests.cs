using Gexia.Training.Analysis;

namespace Gexia.Tests.Training.Analysis;

public class TSneTests
{
    private static double[,] Squared(IReadOnlyList<double[]> points)
    {
        var squared = new double[points.Count, points.Count];
        for (var i = 0; i < points.Count; i++)
            for (var j = 0; j < points.Count; j++) squared[i, j] = points[i].Zip(points[j], (a, b) => (a - b) * (a - b)).Sum();
        return squared;
    }

    private static List<double[]> Clusters(int count, int clusters, double radius, ulong seed)
    {
        var rng = new Rng(seed);
        double[][] centres = [.. Enumerable.Range(0, clusters).Select(_ => Draw(10, 1))];
        return [.. Enumerable.Range(0, count).Select(i => centres[i % clusters].Zip(Draw(10, radius), (a, b) => a + b).ToArray())];

        double[] Draw(int width, double scale) => [.. Enumerable.Range(0, width).Select(_ => scale * rng.NextNormal())];
    }

    private static double Perplexity(IEnumerable<double> p) => Math.Exp(-p.Where(one => one > 0).Sum(one => one * Math.Log(one)));

    [Theory]
    [InlineData(1.5)]
    [InlineData(5)]
    [InlineData(30)]
    public void Neighbours_have_the_perplexity_that_was_asked_for(double wanted)
    {
        var rng = new Rng(1);
        foreach (var scale in (double[])[1e-9, 1, 1e9])
        {
            double[] squared = [.. Enumerable.Range(0, 60).Select(_ => scale * (1 + rng.NextDouble()))];
            var p = TSneAffinities.Neighbours(squared, wanted);
            Assert.Equal(1, p.Sum(), 1e-12);
            Assert.Equal(wanted, Perplexity(p), 1e-7);
            // the nearer, the likelier
            var order = Enumerable.Range(0, 60).OrderBy(j => squared[j]).Select(j => p[j]).ToList();
            Assert.Equal(order.OrderDescending(), order);
        }
    }

    [Fact]
    public void Nearest_neighbours_that_are_equally_near_share_what_there_is()
    {
        Assert.Equal([0.5, 0.5, 0, 0], TSneAffinities.Neighbours([0, 0, 1, 4], 1));
        Assert.Equal([0.25, 0.25, 0.25, 0.25], TSneAffinities.Neighbours([3, 3, 3, 3], 2));
        Assert.Equal([1], TSneAffinities.Neighbours([7], 1));
    }

    [Theory]
    [InlineData(300, 30, 30)]
    [InlineData(91, 30, 30)]
    [InlineData(31, 30, 10)]
    [InlineData(4, 30, 1)]
    [InlineData(2, 30, 1)]
    [InlineData(1, 5, 1)]
    public void Perplexity_is_a_third_of_the_neighbours_at_most(int points, double wanted, double used) =>
        Assert.Equal(used, TSneAffinities.Possible(points, wanted), 1e-12);

    [Fact]
    public void Affinities_are_symmetric_and_sum_to_one()
    {
        var p = TSneAffinities.Joint(Squared(Clusters(23, 3, 0.2, 5)), 5);
        Assert.Equal(1, p.Cast<double>().Sum(), 1e-12);
        for (var i = 0; i < 23; i++)
            for (var j = 0; j < 23; j++) Assert.Equal(p[i, j], p[j, i]);
    }

    [Fact]
    public void The_gradient_is_that_of_the_divergence()
    {
        var p = TSneAffinities.Joint(Squared(Clusters(9, 3, 0.3, 2)), 2);
        var rng = new Rng(4);
        var y = new double[9, 2];
        for (var i = 0; i < 18; i++) y[i / 2, i % 2] = rng.NextNormal();
        var gradient = TSne.Gradient(p, y);
        for (var i = 0; i < 18; i++)
        {
            var here = y[i / 2, i % 2];
            double At(double value)
            {
                y[i / 2, i % 2] = value;
                var divergence = TSne.Divergence(p, y);
                y[i / 2, i % 2] = here;
                return divergence;
            }
            Assert.Equal((At(here + 1e-5) - At(here - 1e-5)) / 2e-5, gradient[i / 2, i % 2], 1e-8);
        }
    }

    [Theory]
    [InlineData(90, 3)]
    [InlineData(13, 2)]
    public void Clusters_stay_apart(int count, int clusters)
    {
        var map = TSne.Of(Squared(Clusters(count, clusters, 0.1, 3)), new TSneOptions(), new Rng(9));
        double Distance(int i, int j) => Math.Sqrt(
            Math.Pow(map.Points[i, 0] - map.Points[j, 0], 2) + Math.Pow(map.Points[i, 1] - map.Points[j, 1], 2));
        double within = 0, between = double.PositiveInfinity;
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (i % clusters == j % clusters) within = Math.Max(within, Distance(i, j));
                else between = Math.Min(between, Distance(i, j));
            }
        }
        Assert.True(between > within, $"{between} apart, {within} across");
        Assert.InRange(map.Divergence, 0, 0.3);
        Assert.Equal(0, map.Points.Cast<double>().Where((_, i) => i % 2 == 0).Average(), 1e-6);
    }

    /// <summary>No two are told apart by their features, so that all that is asked is that they end somewhere.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(20)]
    public void Points_that_are_all_the_same_have_places(int count)
    {
        var map = TSne.Of(new double[count, count], new TSneOptions { Iterations = 300 }, new Rng(1));
        Assert.All(map.Points.Cast<double>(), value => Assert.True(double.IsFinite(value)));
        Assert.True(double.IsFinite(map.Divergence));
    }

    [Fact]
    public void Duplicates_lie_together()
    {
        var points = Clusters(10, 5, 0.4, 8);
        var map = TSne.Of(Squared([.. points, .. points]), new TSneOptions(), new Rng(2));
        double Distance(int i, int j) =>
            Math.Pow(map.Points[i, 0] - map.Points[j, 0], 2) + Math.Pow(map.Points[i, 1] - map.Points[j, 1], 2);
        var nearest = Enumerable.Range(0, 20).Count(
            i => Enumerable.Range(0, 20).Where(j => j != i).MinBy(j => Distance(i, j)) == (i + 10) % 20);
        Assert.True(nearest >= 16, $"{nearest} of 20");
    }

    [Fact]
    public void A_seed_gives_the_same_bits_and_another_one_others()
    {
        var squared = Squared(Clusters(15, 3, 0.2, 6));
        var options = new TSneOptions { Iterations = 60, EarlyIterations = 20 };
        var first = TSne.Of(squared, options, new Rng(5)).Points;
        using (Cpu.CpuThreads.Limit(1)) Assert.Equal(first, TSne.Of(squared, options, new Rng(5)).Points);
        Assert.NotEqual(first, TSne.Of(squared, options, new Rng(6)).Points);
    }

    [Fact]
    public void Distances_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentException>(() => TSne.Of(new double[0, 0], new TSneOptions(), new Rng(1)));
        Assert.Throws<ArgumentException>(() => TSne.Of(new double[2, 3], new TSneOptions(), new Rng(1)));
        Assert.Throws<ArgumentException>(() => TSne.Of(new double[,] { { 0, -1 }, { -1, 0 } }, new TSneOptions(), new Rng(1)));
        Assert.Throws<ArgumentException>(() => TSne.Of(new double[,] { { 0, double.NaN }, { 1, 0 } }, new TSneOptions(), new Rng(1)));
    }

    /// <summary>cosines 1, 0 and −1 of unit and longer vectors: mean 0, population variance 2/3.</summary>
    [Fact]
    public void Cosines_have_a_mean_and_a_population_deviation()
    {
        var spread = CosineSpread.Of([[2, 0], [1, 0], [1, 0]], [[1, 0], [0, 3], [-1, 0]]);
        Assert.Equal(0, spread.Mean, 1e-12);
        Assert.Equal(Math.Sqrt(2.0 / 3), spread.Deviation, 1e-12);
        Assert.Equal(3, spread.Count);
    }

    [Fact]
    public void An_alignment_maps_all_three_kinds()
    {
        float[][] east = [[1, 0], [1, 0.1f]], north = [[0, 1], [0.1f, 1]];
        var alignment = SemanticAlignment.Of(east, north, north, new TSneOptions { Iterations = 10 }, new Rng(1));
        Assert.Equal(1, alignment.TextSummary.Mean, 1e-6);
        Assert.InRange(alignment.VideoText.Mean, 0, 0.2);
        Assert.Equal(6, alignment.Map.Points.GetLength(0));
        Assert.Throws<ArgumentException>(() => SemanticAlignment.Of(east, north, [[1, 0]], new TSneOptions(), new Rng(1)));
    }
}
