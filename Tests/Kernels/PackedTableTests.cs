namespace Gexia.Tests.Kernels;

/// <summary>Tables of embeddings, stored in three formats.</summary>
public class PackedTableTests
{
    [Theory]
    [InlineData(WeightFormat.Float32, 4)]
    [InlineData(WeightFormat.BFloat16, 2)]
    [InlineData(WeightFormat.Int8, 1)]
    public void Rows_are_as_near_as_the_format_says(WeightFormat format, int size)
    {
        const int Rows = 301, Width = 37;
        var exact = Tensor.Normal(new Rng(3), [Rows, Width]);
        var packed = PackedTable.Of(exact, format);
        Assert.Equal((Rows * Width * size) + (format == WeightFormat.Int8 ? Rows * 4 : 0), packed.Bytes);
        var (a, b) = (exact.ToArray<float>(), packed.Unpack().ToArray<float>());
        for (var row = 0; row < Rows; row++)
        {
            var most = a.AsSpan(row * Width, Width).ToArray().Max(Math.Abs);
            for (var i = row * Width; i < (row + 1) * Width; i++)
                Assert.InRange(
                    Math.Abs(a[i] - b[i]), 0,
                    format switch { WeightFormat.Float32 => 0, WeightFormat.BFloat16 => Math.Abs(a[i]) / 256, _ => most / 253 });
        }
        Assert.Equal(b, PackedTable.Of(exact.Transpose().Contiguous().Transpose(), format).Unpack().ToArray<float>());

        var ids = Tensor.Of([300, 0, 7, 7, 150, 299], [2, 3]);
        var picked = packed.Gather(ids);
        Assert.Equal([2, 3, Width], picked.Shape);
        Assert.Equal(packed.Unpack().Gather(ids).ToArray<float>(), picked.ToArray<float>());
        Assert.Equal(picked.ToArray<float>(), packed.Gather(ids.To(DType.Int64)).ToArray<float>());
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var packed = PackedTable.Of(Tensor.Ones([3, 4]), WeightFormat.Int8);
        Assert.Throws<ShapeException>(() => PackedTable.Of(Tensor.Ones([3])));
        Assert.Throws<ShapeException>(() => PackedTable.Of(Tensor.Ones([3, 4], DType.Float64)));
        Assert.Throws<ShapeException>(() => packed.Gather(Tensor.Of(0.5f)));
        Assert.Contains(
            "int8 table [3, 4]", Assert.Throws<ShapeException>(() => packed.Gather(Tensor.Of(3))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_zeros_stay_zero_and_what_is_not_finite_is_not_hidden()
    {
        var near = PackedTable.Of(Tensor.Of([0f, 0, float.NaN, 1, float.PositiveInfinity, 1, 1, -1], [4, 2]), WeightFormat.Int8).Unpack()
            .ToArray<float>();
        Assert.Equal([0, 0, float.NaN, float.NaN, float.NaN, float.NaN, 1, -1], near);
    }
}
