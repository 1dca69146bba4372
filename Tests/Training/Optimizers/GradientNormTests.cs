using Gexia.Models;
using Gexia.Training.Optimizers;

namespace Gexia.Tests.Training.Optimizers;

public sealed class GradientNormTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(4096)]
    [InlineData(10_001)]
    public void Is_the_length_of_all_tensors_as_one_vector(int length)
    {
        var a = Tensor.Normal(new Rng(1), [length], 1e3);
        var b = Tensor.Normal(new Rng(2), [3, 5], 1, DType.Float64);
        var expected = Math.Sqrt(a.ToArray<float>().Sum(x => (double)x * x) + b.ToArray<double>().Sum(x => x * x));
        Assert.Equal(expected, GradientNorm.Of([a, b, Tensor.Zeros([0])]), expected * 1e-13);
        Assert.Equal(expected, GradientNorm.Of([b.View(b.Layout.Permute([1, 0])), a]), expected * 1e-13);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void One_bad_element_shows(float bad)
    {
        var a = Tensor.Ones([9000]);
        a.AsSpan<float>()[8999] = bad;
        Assert.False(double.IsFinite(GradientNorm.Of([a])));
    }

    [Fact]
    public void The_largest_floats_do_not_overflow() =>
        Assert.Equal(float.MaxValue * Math.Sqrt(2), GradientNorm.Of([Tensor.Full([2], float.MaxValue)]), float.MaxValue * 1e-12);

    [Theory]
    [InlineData(0.5, 1, 1)]
    [InlineData(4, 1, 1 / 4.000001)]
    [InlineData(4, 0, 1)]
    public void Clips_as_pytorch_does(double norm, double most, double expected) =>
        Assert.Equal(expected, GradientNorm.ClipScale(norm, most), 1e-15);

    [Fact]
    public void The_temperature_is_clamped_and_nothing_else()
    {
        var scope = ParameterScope.Fresh(new Rng(1));
        var scale = scope.Parameter("logit_scale", Shape.Scalar, ParameterRole.LogitScale, Initial.Constant(7));
        var other = scope.Parameter("w", [2], ParameterRole.Matrix, Initial.Constant(7));
        TemperatureClamp.Apply(scope.All);
        Assert.Equal(100, Math.Exp(scale.Item<float>()), 1e-4);
        Assert.Equal([7f, 7f], other.ToArray<float>());
        scale.AsSpan<float>()[0] = 2;
        TemperatureClamp.Apply(scope.All);
        Assert.Equal(2f, scale.Item<float>());
    }
}
