namespace Gexia.Tests.Tensors;

/// <summary>Tensors as people read them.</summary>
public class TensorTextTests
{
    private static string Lines(params string[] lines) => string.Join('\n', lines);

    [Fact]
    public void A_scalar_and_a_vector_stand_on_one_line()
    {
        Assert.Equal("float32[] 2.5", Tensor.Scalar(2.5).ToString());
        Assert.Equal("float64[3] [1, -0.333333, 1E+20]", Tensor.Of(1.0, -1.0 / 3, 1e20).ToString());
        Assert.Equal("int64[2] [7, -9007199254740992]", Tensor.Of(7L, -9007199254740992L).ToString());
        Assert.Equal("bool[2] [true, false]", Tensor.Of(true, false).ToString());
        Assert.Equal(
            "float32[3] [NaN, Infinity, -Infinity]", Tensor.Of(float.NaN, float.PositiveInfinity, float.NegativeInfinity).ToString());
    }

    [Fact]
    public void A_matrix_has_a_row_a_line_and_columns_under_each_other() =>
        Assert.Equal(
            Lines("float32[2, 3]", "[[  1, 2.5,   3],", " [-10,   0, 0.1]]"),
            Tensor.Of(new[,] { { 1f, 2.5f, 3f }, { -10f, 0f, 0.1f } }).ToString());

    [Fact]
    public void Matrices_of_a_stack_are_parted_by_an_empty_line() =>
        Assert.Equal(Lines("int32[2, 2, 1]", "[[[1],", "  [2]],", "", " [[3],", "  [4]]]"), Tensor.Of([1, 2, 3, 4], [2, 2, 1]).ToString());

    [Fact]
    public void Views_are_read_as_views() =>
        Assert.Equal(
            Lines("int32[2, 2] with strides [1, 2]", "[[1, 3],", " [2, 4]]"),
            Tensor.Of(new[,] { { 1, 2 }, { 3, 4 } }).Transpose().ToString());

    [Fact]
    public void Of_long_axes_the_ends_are_shown()
    {
        Assert.Equal("int32[100] [0, 1, 2, …, 97, 98, 99]", Tensor.Of(Enumerable.Range(0, 100).ToArray()).ToString());
        Assert.Equal(
            Lines("int32[9, 2]", "[[ 0,  1],", " [ 2,  3],", " [ 4,  5],", " …,", " [12, 13],", " [14, 15],", " [16, 17]]"),
            Tensor.Of(Enumerable.Range(0, 18).ToArray(), [9, 2]).ToString());
        Assert.InRange(Tensor.Zeros([1, 1, 1, 128, 1]).Expand(64, 32, 8, 128, 768).ToString().Length, 100, 2000);
    }

    [Fact]
    public void Empty_tensors_show_their_shape()
    {
        Assert.Equal("float32[0] []", Tensor.Zeros([0]).ToString());
        Assert.Equal(Lines("float32[2, 0]", "[[],", " []]"), Tensor.Zeros([2, 0]).ToString());
    }

    [Fact]
    public void It_never_throws()
    {
        Tensor gone;
        using (TensorScope.Begin()) gone = Tensor.Ones([2]);
        Assert.Equal("float32[2] (its memory was given back)", gone.ToString());
        var w = Tensor.Ones([2]).RequireGradient();
        var seen = "";
        CapturedStep.Capture(() =>
        {
            seen = w.ToString();
            return w.Sum();
        });
        Assert.StartsWith("float32[2] (its values cannot be read", seen, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_name_a_tensor_without_its_values()
    {
        var message = Assert.Throws<ShapeException>(() => Tensor.Ones([2]).MatMul(Tensor.Ones([2]))).Message;
        Assert.Contains("a: float32[2], b: float32[2].", message, StringComparison.Ordinal);
        Assert.Equal("float32[2]", Tensor.Ones([2]).Description);
    }

    [Fact]
    public void An_index_reads_and_writes_one_element_of_any_view_and_dtype()
    {
        var x = Tensor.Of(new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } });
        Assert.Equal(6, x[1, 2]);
        var turned = x.Transpose();
        turned[2, 0] = 30;
        Assert.Equal(30, x[0, 2]);
        foreach (var type in Enum.GetValues<DType>())
        {
            var one = Tensor.Zeros([2], type);
            one[1] = 1;
            Assert.Equal((0.0, 1.0), (one[0], one[1]));
        }
        Assert.Equal(3.5, Tensor.Scalar(3.5)[[]]);
        foreach (var bad in (Action[])[() => _ = x[0], () => _ = x[2, 0], () => _ = x[0, -1], () => x[0, 3] = 1, () => x[0, 0, 0] = 1])
            Assert.Throws<ShapeException>(bad);
    }

    [Fact]
    public void Writing_by_index_counts_as_a_writing()
    {
        var x = Tensor.Of(1.0, 2).RequireGradient();
        var loss = x.Square().Sum();
        x[0] = 5;
        Assert.Throws<InvalidOperationException>(() => loss.Backward());
    }
}
