using Gexia.Checking;
using Gexia.Cpu;

namespace Gexia.Tests.Gradients;

/// <summary>
/// One-hot at the largest element, and the straight-through gradient, which is the incoming one by definition: no finite
/// difference finds it.
/// </summary>
public class OneHotMaxTests
{
    private const float Low = float.NegativeInfinity, NaN = float.NaN;

    [Theory]
    [InlineData(new[] { 1f, 3f, 2f }, 1), InlineData(new[] { 2f, 2f, 2f }, 0), InlineData(new[] { -1f, -2f }, 0)]
    [InlineData(new[] { Low, Low }, 0), InlineData(new[] { Low, -3f }, 1), InlineData(new[] { NaN, 1f, 2f }, 2)]
    [InlineData(new[] { NaN, NaN }, 0), InlineData(new[] { 5f }, 0), InlineData(new[] { 0f, float.PositiveInfinity, NaN }, 1)]
    public void The_first_of_the_largest_is_1(float[] row, int expected)
    {
        var y = Tensor.Of(row, [1, row.Length]).OneHotMax().ToArray<float>();
        Assert.Equal(Enumerable.Range(0, row.Length).Select(i => i == expected ? 1f : 0f), y);
        var twice = Tensor.Of<double>([.. row, .. row], [2, row.Length]).OneHotMax().ToArray<double>();
        Assert.Equal(Enumerable.Range(0, 2 * row.Length).Select(i => i % row.Length == expected ? 1.0 : 0), twice);
    }

    [Theory, InlineData(0, 3), InlineData(4, 1), InlineData(3, 5), InlineData(257, 33)]
    public void The_gradient_passes_as_it_is(int rows, int width)
    {
        foreach (var device in (Device[])[Device.Default, new CheckingDevice { ChecksGpuBodies = true }])
        {
            var x = Tensor.Normal(new Rng(1), [rows, width], device: device).RequireGradient();
            var down = Tensor.Normal(new Rng(2), [rows, width], device: device);
            var y = x.OneHotMax();
            Assert.Equal(down.ToArray<float>(), (y * down).Sum().Backward()[x].ToArray<float>());
            Assert.All(y.ToArray<float>().Chunk(width), row => Assert.Equal(1, row.Sum()));
        }
    }

    [Fact]
    public void Rows_of_a_view_are_read_where_they_lie()
    {
        var x = Tensor.Normal(new Rng(3), [4, 6]);
        Assert.Equal(x.Transpose().Copy().OneHotMax().ToArray<float>(), x.Transpose().OneHotMax().ToArray<float>());
        Assert.Throws<ShapeException>(() => Tensor.Of([1, 2], [2]).OneHotMax());
        Assert.Throws<ShapeException>(() => Tensor.Full(Shape.Scalar, 1).OneHotMax());
    }
}
