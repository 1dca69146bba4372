namespace Gexia.Tests.Tensors;

public class NonFiniteTests
{
    private static readonly double[] bad = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    [Theory]
    [InlineData(DType.Float32), InlineData(DType.Float64), InlineData(DType.Float16), InlineData(DType.BFloat16)]
    public void Each_kind_is_found_at_every_place_of_every_length(DType type)
    {
        foreach (var length in (int[])[1, 2, 7, 8, 15, 16, 31, 33, 64, 65, 100])
            for (var at = 0; at < length; at++)
            {
                var values = Enumerable.Range(0, length).Select(i => i - 3.0).ToArray();
                values[at] = bad[at % 3];
                var found = NonFinite.In(Tensor.Of(values, [length]).To(type))!;
                Assert.Equal((1L, (long)at), (found.Count, found.First));
                Assert.Equal(bad[at % 3], found.Value);
            }
    }

    [Theory]
    [InlineData(DType.Float32), InlineData(DType.Float64), InlineData(DType.Float16), InlineData(DType.BFloat16)]
    public void The_largest_and_the_smallest_finite_values_are_finite(DType type)
    {
        double[] edges = type switch
        {
            DType.Float32 => [float.MaxValue, float.MinValue, float.Epsilon, -float.Epsilon, 0, -0.0],
            DType.Float64 => [double.MaxValue, double.MinValue, double.Epsilon, 0, -0.0],
            DType.Float16 => [65504, -65504, 6e-8, 0],
            _ => [3.3895e38, -3.3895e38, 1e-40, 0],
        };
        Assert.Null(NonFinite.In(Tensor.Of([.. Enumerable.Repeat(edges, 40).SelectMany(values => values)], [40 * edges.Length]).To(type)));
    }

    [Fact]
    public void Blocks_are_searched_to_the_last_and_all_are_counted()
    {
        var tensor = Tensor.Zeros([5, 40_001]);
        tensor.AsSpan<float>()[^1] = float.NaN;
        Assert.Equal("NaN at [4, 40000]", NonFinite.In(tensor)!.ToString());
        tensor.AsSpan<float>()[70_000] = float.NegativeInfinity;
        Assert.Equal("2 values that are not finite, the first -infinity at [1, 29999]", NonFinite.In(tensor)!.ToString());
    }

    [Fact]
    public void Views_are_searched_as_they_are_seen()
    {
        var tensor = Tensor.Zeros([3, 4]);
        tensor.AsSpan<float>()[1] = float.NaN;                       // at [0, 1]
        Assert.Equal([1, 0], NonFinite.In(tensor.View(tensor.Layout.Permute([1, 0])))!.Index);
        Assert.Null(NonFinite.In(tensor.Slice(0, 1, 2)));
        Assert.Null(NonFinite.In(Tensor.Zeros([0, 3])));
        Assert.Null(NonFinite.In(Tensor.Of(1, 2)));
        Assert.Null(NonFinite.In(Tensor.Of(true, false)));
    }
}
