namespace Gexia.Tests.Tensors;

/// <summary>Making tensors, reading them, and what is refused.</summary>
public class TensorTests
{
    private static readonly Tensor Matrix = Tensor.Of(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });

    [Fact]
    public void Elements_are_in_row_major_order_whatever_the_layout()
    {
        Assert.Equal([2, 3], Matrix.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], Matrix.ToArray<float>());
        Assert.Equal([1, 4, 2, 5, 3, 6], Matrix.Transpose().ToArray<float>());
        Assert.Equal([2, 5], Matrix.Select(1, 1).ToArray<float>());
        Assert.Equal(6, Matrix.Transpose().At(2, 1));
        Assert.Equal([1, 2, 3, 1, 2, 3], Matrix.Slice(0, 0, 1).Expand(2, 3).ToArray<float>());
    }

    [Fact]
    public void A_span_is_for_contiguous_tensors_of_that_type()
    {
        Assert.True(Matrix.Slice(0, 1, 1).AsSpan<float>().SequenceEqual([4, 5, 6]));
        Assert.Contains(
            "Copy()", Assert.Throws<InvalidOperationException>(() => { _ = Matrix.Transpose().AsSpan<float>(); }).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "To(", Assert.Throws<InvalidOperationException>(() => { _ = Matrix.AsSpan<double>(); }).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Matrix.ToArray<int>());
        Assert.Throws<InvalidOperationException>(() => Matrix.ToArray<byte>());
        Assert.Throws<NotSupportedException>(() => Matrix.ToArray<char>());
    }

    [Fact]
    public void Single_elements()
    {
        Assert.Equal(2.5, Tensor.Scalar(2.5).Item<float>());
        Assert.Equal(6, Matrix.Slice(0, 1, 1).Slice(1, 2, 1).Item<float>());
        Assert.Equal("Item", Assert.Throws<ShapeException>(() => Matrix.Item<float>()).Op);
        Assert.Throws<InvalidOperationException>(() => Tensor.Scalar(1).Item<double>());
        Assert.Throws<ShapeException>(() => Matrix.At(0));
        Assert.Throws<ShapeException>(() => Matrix.At(0, 3));
        Assert.Throws<ShapeException>(() => Matrix.At(-1, 0));
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    [InlineData(DType.Bool)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float16)]
    public void Filled_tensors_of_every_type(DType type)
    {
        Assert.Equal([0, 0, 0], Tensor.Zeros([3], type).To(DType.Float64).ToArray<double>());
        Assert.Equal([1, 1, 1], Tensor.Ones([3], type).To(DType.Float64).ToArray<double>());
        Assert.Equal(type, Tensor.Full([2], 1, type).DType);
        Assert.Empty(Tensor.Zeros([3, 0], type).To(DType.Float64).ToArray<double>());
    }

    [Fact]
    public void Values_must_fill_the_shape() =>
        Assert.Equal([[2, 2]], Assert.Throws<ShapeException>(() => Tensor.Of<float>([1, 2, 3], [2, 2])).Shapes);

    [Fact]
    public void Memory_is_aligned_for_every_vector_width()
    {
        for (var length = 0; length < 40; length++) Assert.Equal(0, Tensor.Empty([length]).Storage.Address % 64);
    }

    [Fact]
    public void A_tensor_too_large_for_an_array_is_refused_in_words() =>
        Assert.Contains(
            "smaller batch", Assert.Throws<OutOfMemoryException>(() => Tensor.Empty([int.MaxValue])).Message, StringComparison.Ordinal);

    [Fact]
    public void Operations_leave_their_inputs_alone()
    {
        var before = Matrix.ToArray<float>();
        var x = Matrix.Detach().RequireGradient();
        _ = ((x + 1) * x).Exp().Softmax().Sum().Backward();
        Assert.Equal(before, Matrix.ToArray<float>());
    }
}
