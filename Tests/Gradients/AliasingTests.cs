namespace Gexia.Tests.Gradients;

/// <summary>Gradients are passed on as views where possible; adding to one must never change another.</summary>
public class AliasingTests
{
    private static readonly Tensor dY = Tensor.Of<double>([1, 10, 100, 1000], [2, 2]);

    private static Tensor Leaf() => Tensor.Of<double>([1, 2, 3, 4], [2, 2]).RequireGradient();

    [Fact]
    public void A_tensor_added_to_itself_leaves_the_callers_gradient_alone()
    {
        var x = Leaf();
        var own = dY.Copy();
        Assert.Equal([2, 20, 200, 2000], (x + x).Backward(own)[x].ToArray<double>());
        Assert.Equal(dY.ToArray<double>(), own.ToArray<double>());
    }

    [Fact]
    public void Two_operands_that_share_one_gradient_do_not_disturb_each_other()
    {
        var (a, b) = (Leaf(), Leaf());
        var gradients = ((a + b) + a).Backward(dY);
        Assert.Equal([2, 20, 200, 2000], gradients[a].ToArray<double>());
        Assert.Equal([1, 10, 100, 1000], gradients[b].ToArray<double>());
    }

    [Fact]
    public void Inner_sums_are_not_added_into_shared_memory()
    {
        var x = Leaf();
        var (a, b) = (x * 1, x * 1);                                    // inner nodes: their sums are kept by the sink
        var gradients = ((a + b) + (a + a) + b.Transpose()).Backward(dY);
        // a: 3·dY; b: dY + dYᵀ
        Assert.Equal([5, 10 * 4 + 100, 100 * 4 + 10, 5000], gradients[x].ToArray<double>());
    }

    [Fact]
    public void Overlapping_slices_add_up_in_an_inner_tensor_and_in_a_leaf()
    {
        foreach (var inner in new[] { false, true })
        {
            var x = Tensor.Of(1.0, 2, 3, 4).RequireGradient();
            var y = inner ? x * 1 : x;
            var loss = (y.Slice(0, 0, 3) * 1).Sum() + (y.Slice(0, 1, 3) * 10).Sum() + (y * 100).Sum();
            Assert.Equal([101, 111, 111, 110], loss.Backward()[x].ToArray<double>());
        }
    }

    [Fact]
    public void A_slice_after_a_shared_whole_copies_before_it_adds()
    {
        // The whole's gradient arrives first, as the same memory that a was given.
        var x = Leaf();
        var (a, b) = (x * 1, x * 1);
        var row = b.Slice(0, 0, 1);
        var y = a + b + ConcatOp.Concat([row, row], 0);
        var gradients = y.Backward(dY);
        // a: dY; b: dY, and both rows of dY added to its first
        Assert.Equal([2 + 101, 20 + 1010, 200, 2000], gradients[x].ToArray<double>());
    }

    [Fact]
    public void One_tensor_twice_in_a_concatenation_gets_both_parts()
    {
        var x = Leaf();
        foreach (var input in new[] { x, x * 1 })
        {
            var y = ConcatOp.Concat([input, input], axis: 1);
            var gradient = y.Backward(Tensor.Of<double>([1, 2, 10, 20, 3, 4, 30, 40], [2, 4]))[x];
            Assert.Equal([11, 22, 33, 44], gradient.ToArray<double>());
        }
    }

    [Fact]
    public void Repeated_views_of_repeated_views()
    {
        var x = Tensor.Of(2.0).RequireGradient();
        var wide = x.Expand(3, 1).Expand(2, 3, 4);
        Assert.Equal(24, (wide + wide.Permute(0, 1, 2)).Sum().Backward()[x].At(0) / 2);
    }

    [Fact]
    public void Queries_keys_and_values_may_be_one_tensor()
    {
        var x = Tensor.Normal(new Rng(3), [2, 3, 4], type: DType.Float64);
        GradientCheck.Run(i => AttentionOp.Attention(i[0], i[0], i[0], heads: 2), x).ThrowIfWrong();
        GradientCheck.Run(i => i[0].MatMul(i[0].Transpose()), x).ThrowIfWrong();
        GradientCheck.Run(i => (i[0] / i[0].Square()) * i[0], x + 10).ThrowIfWrong();
    }
}
