using Gexia.Cpu;

namespace Gexia.Tests.Kernels.Ops;

/// <summary>Ties, NaN, infinities and empty axes of the largest and smallest; ends of the range of tanh and powers.</summary>
public class ExtremeTests
{
    [Theory, Levels]
    public void A_NaN_anywhere_makes_its_extremum_NaN_and_no_other(SimdLevel level)
    {
        using var force = Simd.Force(level);
        foreach (var width in (int[])[1, 3, 8, 17, 50])
            for (var place = 0; place < width; place++)
            {
                var x = Enumerable.Range(0, 3 * width).Select(i => (float)((i * 7) % 11) - 5).ToArray();
                x[width + place] = float.NaN;
                foreach (var (values, expected) in ((float[], Func<IEnumerable<float>, float>)[])[
                    (Tensor.Of(x, [3, width]).Max(1).ToArray<float>(), Enumerable.Max),
                    (Tensor.Of(x, [3, width]).Min(1).ToArray<float>(), Enumerable.Min)])
                {
                    Assert.Equal(expected(x[..width]), values[0]);
                    Assert.True(float.IsNaN(values[1]));
                    Assert.Equal(expected(x[(2 * width)..]), values[2]);
                }
            }
    }

    [Fact]
    public void Infinities_are_ordinary_numbers()
    {
        Assert.Equal(double.NegativeInfinity, Tensor.Of(double.NegativeInfinity, double.NegativeInfinity).Max().At());
        Assert.Equal(double.PositiveInfinity, Tensor.Of(double.PositiveInfinity).Min().At());
        Assert.Equal(double.NegativeInfinity, Tensor.Of(1, double.NegativeInfinity, double.PositiveInfinity).Min().At());
    }

    [Fact]
    public void Of_equals_the_first_gets_the_gradient_of_a_reduction_and_each_half_of_a_pair()
    {
        var x = Tensor.Of(new[,] { { 1.0, 3, 3 }, { 2, 2, 2 } }).RequireGradient();
        Assert.Equal([0, 1, 0, 1, 0, 0], x.Max(1).Sum().Backward()[x].ToArray<double>());
        Assert.Equal([1, 0, 0, 1, 0, 0], x.Min(-1, keep: true).Sum().Backward()[x].ToArray<double>());
        Assert.Equal([0, 1, 1, 1, 0, 0], x.Max(0).Sum().Backward()[x].ToArray<double>());
        Assert.Equal([0, 1, 0, 0, 0, 0], x.Max().Backward()[x].ToArray<double>());
        var (a, b) = (Tensor.Of(1.0, 2, 3).RequireGradient(), Tensor.Of(3.0, 2, 1).RequireGradient());
        var larger = a.Maximum(b).Sum().Backward();
        Assert.Equal([0, 0.5, 1], larger[a].ToArray<double>());
        Assert.Equal([1, 0.5, 0], larger[b].ToArray<double>());
        Assert.Equal([1, 0.5, 0], a.Minimum(b).Sum().Backward()[a].ToArray<double>());
    }

    [Fact]
    public void Nothing_has_no_largest()
    {
        foreach (var f in (Func<Tensor, Tensor>[])[x => x.Max(1), x => x.Min(1), x => x.Max(), x => x.Min()])
            Assert.Contains(
                "has no elements", Assert.Throws<ShapeException>(() => f(Tensor.Zeros([2, 0]))).Message, StringComparison.Ordinal);
        Assert.Equal([0], Tensor.Zeros([0, 3]).Max(1).Shape);
        Assert.Throws<ShapeException>(() => Tensor.Of(1, 2).Max());
    }

    [Theory, Levels]
    public void Tanh_keeps_its_digits_near_zero_and_saturates(SimdLevel level)
    {
        using var force = Simd.Force(level);
        var xs = Enumerable.Range(-400, 801).Select(i => i / 40f)
            .Concat([1e-30f, -1e-8f, 3e-4f, 0.4999999f, 0.5f, 88, 1e30f, float.PositiveInfinity, float.NegativeInfinity, 0]).ToArray();
        var ys = Tensor.Of(xs).Tanh().ToArray<float>();
        for (var i = 0; i < xs.Length; i++) Assert.Equal(Math.Tanh(xs[i]), ys[i], 3e-7 * Math.Abs(Math.Tanh(xs[i])));
        Assert.True(float.IsNaN(Tensor.Of(float.NaN).Tanh().Item<float>()));
        var exact = Array.ConvertAll(xs, x => (double)x);
        var values = Tensor.Of(exact).Tanh().ToArray<double>();
        for (var i = 0; i < exact.Length; i++) Assert.Equal(Math.Tanh(exact[i]), values[i], 1e-15 * Math.Abs(Math.Tanh(exact[i])));
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(-1), InlineData(7), InlineData(64), InlineData(65)]
    [InlineData(0.5), InlineData(-0.5), InlineData(1.0 / 3)]
    public void Powers_are_those_of_the_framework(double exponent)
    {
        double[] xs = [0, 0.1, 0.9, 1, 1.5, 3, double.PositiveInfinity, double.NaN];
        if (Math.Abs(exponent) <= 64 && Math.Floor(exponent) == exponent) xs = [.. xs, -0.5, -1, -2.5, double.NegativeInfinity];
        var ys = Tensor.Of(xs).Pow(exponent).ToArray<double>();
        for (var i = 0; i < xs.Length; i++)
        {
            var expected = Math.Pow(xs[i], exponent);
            Assert.True(
                expected.Equals(ys[i]) || Math.Abs(expected - ys[i]) <= 1e-13 * Math.Abs(expected),
                $"{xs[i]}^{exponent} = {ys[i]:R}, not {expected:R}");
        }
        if (xs.Length == 8) Assert.True(double.IsNaN(Tensor.Of(-1.5).Pow(exponent).At(0)));
    }

    [Fact]
    public void The_slope_of_a_power_at_zero()
    {
        foreach (var (exponent, derivative) in ((double, double)[])[(0, 0), (1, 1), (2, 0), (3, 0), (0.5, double.PositiveInfinity)])
        {
            var x = Tensor.Of(0.0).RequireGradient();
            Assert.Equal(derivative, x.Pow(exponent).Sum().Backward()[x].At(0));
        }
    }
}
