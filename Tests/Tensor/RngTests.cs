namespace Gexia.Tests.Tensors;

/// <summary>Distributions, with fixed seeds: a draw of this size misses the bounds once in thousands of seeds, and these do not.</summary>
public class RngTests
{
    [Fact]
    public void Doubles_are_uniform_in_the_half_open_interval()
    {
        var rng = new Rng(1);
        var bins = new int[32];
        for (var i = 0; i < 64_000; i++)
        {
            var x = rng.NextDouble();
            Assert.InRange(x, 0, Math.BitDecrement(1.0));
            bins[(int)(x * bins.Length)]++;
        }
        Assert.InRange(ChiSquare(bins), 8, 70);          // 31 degrees of freedom; far too even is wrong too
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public void Integers_are_uniform(int bound)
    {
        var rng = new Rng(2);
        var bins = new int[bound];
        for (var i = 0; i < 500 * bound; i++) bins[rng.NextInt32(bound)]++;
        Assert.InRange(ChiSquare(bins), 0, bound + (5 * Math.Sqrt(2 * bound)));
    }

    [Fact]
    public void Integers_below_a_large_bound_have_no_bias()
    {
        // 2³² is 8/3 of this bound: without rejection every third value would come up 2 times for the others' 3.
        const int bound = 3 << 29;
        var rng = new Rng(3);
        var bins = new int[3];
        for (var i = 0; i < 30_000; i++) bins[rng.NextInt32(bound) % 3]++;
        Assert.InRange(ChiSquare(bins), 0, 20);
        Assert.Throws<ArgumentOutOfRangeException>(() => rng.NextInt32(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => rng.NextInt32(-5));
        Assert.Equal(0, rng.NextInt32(1));
    }

    [Fact]
    public void Normals_have_the_moments_and_tails_of_the_distribution()
    {
        var rng = new Rng(4);
        var x = Enumerable.Range(0, 100_000).Select(_ => rng.NextNormal()).ToArray();
        Assert.Equal(0, x.Average(), 0.015);
        Assert.Equal(1, x.Average(v => v * v), 0.02);
        Assert.Equal(0, x.Average(v => v * v * v), 0.05);
        Assert.Equal(3, x.Average(v => v * v * v * v), 0.15);
        Assert.Equal(0.0455, x.Count(v => Math.Abs(v) > 2) / (double)x.Length, 0.003);
    }

    [Fact]
    public void Random_tensors_follow_their_parameters_and_their_seed()
    {
        var normal = Tensor.Normal(new Rng(5), [200, 100], deviation: 0.02).ToArray<float>();
        Assert.Equal(0.02, Math.Sqrt(normal.Average(v => (double)v * v)), 0.0005);
        var truncated = Tensor.TruncatedNormal(new Rng(5), [200, 100], deviation: 0.5).ToArray<float>();
        Assert.All(truncated, v => Assert.InRange(v, -1, 1));
        Assert.Equal(0.5 * 0.8796, Math.Sqrt(truncated.Average(v => (double)v * v)), 0.01);
        Assert.All(Tensor.Uniform(new Rng(5), [1000], -3, -2).ToArray<float>(), v => Assert.InRange(v, -3, -2));
        Assert.Equal(normal, Tensor.Normal(new Rng(5), [200, 100], deviation: 0.02).ToArray<float>());
        Assert.Throws<ShapeException>(() => Tensor.Normal(new Rng(5), [2], type: DType.Int32));
    }

    [Fact]
    public void Every_order_of_a_shuffle_is_equally_likely()
    {
        var rng = new Rng(6);
        var bins = new Dictionary<string, int>();
        for (var i = 0; i < 24_000; i++)
        {
            int[] list = [0, 1, 2, 3];
            rng.Shuffle(list);
            bins[string.Concat(list)] = bins.GetValueOrDefault(string.Concat(list)) + 1;
        }
        Assert.Equal(24, bins.Count);
        Assert.InRange(ChiSquare([.. bins.Values]), 5, 60);
    }

    [Fact]
    public void A_permutation_begins_with_a_sample_and_draws_only_what_is_read()
    {
        var (one, two) = (new Rng(7), new Rng(7));
        Assert.Equal(one.Sample(bound: 1_000_000_000, count: 4), two.Permutation(1_000_000_000).Take(4));
        Assert.Equal(one.NextUInt32(), two.NextUInt32());
        Assert.Equal(Enumerable.Range(0, 20), two.Permutation(20).Order());
        Assert.Empty(two.Permutation(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => { two.Permutation(-1); });
    }

    [Fact]
    public void A_sample_has_different_members_and_each_is_equally_likely_at_each_place()
    {
        var rng = new Rng(7);
        var bins = new int[3, 5];
        for (var i = 0; i < 15_000; i++)
        {
            var sample = rng.Sample(bound: 5, count: 3);
            Assert.Equal(3, sample.Distinct().Count());
            for (var place = 0; place < 3; place++) bins[place, sample[place]]++;
        }
        for (var place = 0; place < 3; place++)
            Assert.InRange(ChiSquare([.. Enumerable.Range(0, 5).Select(member => bins[place, member])]), 0, 25);
        Assert.Equal(Enumerable.Range(0, 50), rng.Sample(50, 50).Order());
        Assert.Empty(rng.Sample(3, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => rng.Sample(3, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => rng.Sample(3, -1));
    }

    private static double ChiSquare(int[] bins)
    {
        var expected = bins.Average();
        return bins.Sum(count => (count - expected) * (count - expected) / expected);
    }
}
