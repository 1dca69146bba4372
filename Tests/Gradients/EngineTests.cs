namespace Gexia.Tests.Gradients;

/// <summary>The walk back: which gradients arrive, how often, and what is refused.</summary>
public class EngineTests
{
    private static Tensor Leaf(params double[] values) => Tensor.Of(values).RequireGradient();

    [Fact]
    public void Uses_of_one_input_add_up()
    {
        var x = Leaf(2, 3);
        var gradients = ((x * x) + x + (x * 4)).Sum().Backward();       // d/dx (x² + 5x)
        Assert.Equal([9, 11], gradients[x].ToArray<double>());
        Assert.Equal(1, gradients.Count);
    }

    [Fact]
    public void A_diamond_is_walked_once()
    {
        var (x, calls) = (Leaf(3), 0);
        var shared = Counted(x);
        ((shared * 2) * (shared + 1)).Sum().Backward();
        Assert.Equal(1, calls);

        Tensor Counted(Tensor input) => Graph.Record("Counted", input.Detach(), [input], (dY, sink) =>
        {
            calls++;
            Assert.Equal(4 * 3 + 2, dY.At(0));      // d/ds (2s(s + 1)), both arms already added
            sink.Add(input, dY);
        });
    }

    [Fact]
    public void A_ladder_of_diamonds_takes_linear_time()
    {
        var x = Leaf(1);
        var y = x;
        for (var i = 0; i < 60; i++) y = (y + y) * 0.5;                 // 2⁶⁰ paths
        Assert.Equal(1, y.Sum().Backward()[x].At(0));
    }

    [Fact]
    public void Ten_thousand_operations_in_a_row_do_not_overflow_the_stack()
    {
        var x = Leaf(1, 2);
        var y = x;
        for (var i = 0; i < 10_000; i++) y = y + 0.001;
        var gradient = y.Sum().Backward()[x];
        Assert.Equal([1, 1], gradient.ToArray<double>());
    }

    [Fact]
    public void A_second_pass_over_the_same_graph_gives_the_same()
    {
        var x = Tensor.Normal(new Rng(1), [3, 4], type: DType.Float64).RequireGradient();
        var loss = ((x + x.Softmax()) * x.Slice(0, 1, 1)).Square().Mean();
        var first = loss.Backward()[x].ToArray<double>();
        Assert.Equal(first, loss.Backward()[x].ToArray<double>());
    }

    [Fact]
    public void A_leaf_is_its_own_gradient()
    {
        var x = Leaf(5);
        Assert.Equal(1, x.Backward()[x].At(0));
        Assert.Same(x, x.RequireGradient());
    }

    [Fact]
    public void Nothing_is_recorded_inside_NoGradient_and_regions_nest()
    {
        var x = Leaf(5);
        using (Graph.NoGradient())
        {
            using (Graph.NoGradient()) Assert.False((x * x).RequiresGradient);
            Assert.False(Graph.IsRecording);
            Assert.False((x * x).RequiresGradient);
        }
        Assert.True(Graph.IsRecording);
        Assert.True((x * x).RequiresGradient);
    }

    [Fact]
    public void Recording_is_paused_for_one_thread_only()
    {
        using var pause = Graph.NoGradient();
        var elsewhere = false;
        var thread = new Thread(() => elsewhere = Graph.IsRecording);
        thread.Start();
        thread.Join();
        Assert.True(elsewhere);
    }

    [Fact]
    public void A_backward_pass_that_throws_leaves_recording_on()
    {
        var x = Leaf(5);
        var y = Graph.Record("Broken", x.Detach(), [x], (_, _) => throw new InvalidOperationException("broken"));
        Assert.Throws<InvalidOperationException>(() => y.Backward());
        Assert.True(Graph.IsRecording);
        Assert.Equal(10, (x * x).Sum().Backward()[x].At(0));
    }

    [Fact]
    public void Detached_values_stop_the_walk()
    {
        var x = Leaf(3);
        Assert.Equal(3, (x * x.Detach()).Sum().Backward()[x].At(0));
    }

    [Fact]
    public void Constants_get_no_gradient()
    {
        var (x, constant) = (Leaf(3), Tensor.Of(2.0));
        var gradients = (x * constant).Sum().Backward();
        Assert.False(gradients.TryGet(constant, out _));
        Assert.Equal(2, gradients[x].At(0));
    }

    [Fact]
    public void An_unreached_leaf_is_a_clear_error()
    {
        var (x, other) = (Leaf(3), Leaf(1, 2));
        var gradients = x.Square().Sum().Backward();
        Assert.Contains("float64[2]", Assert.Throws<KeyNotFoundException>(() => gradients[other]).Message, StringComparison.Ordinal);
        Assert.False(gradients.TryGet(other, out _));
    }

    [Fact]
    public void Backward_needs_history_a_scalar_and_a_fitting_gradient()
    {
        var x = Leaf(1, 2);
        Assert.Contains(
            "RequireGradient", Assert.Throws<InvalidOperationException>(() => Tensor.Of(1.0).Backward()).Message, StringComparison.Ordinal);
        Assert.Equal("Backward", Assert.Throws<ShapeException>(() => (x * x).Backward()).Op);
        Assert.Equal([[2], [3]], Assert.Throws<ShapeException>(() => (x * x).Backward(Tensor.Zeros([3], DType.Float64))).Shapes);
        Assert.Throws<ShapeException>(() => (x * x).Backward(Tensor.Zeros([2])));
        Assert.Equal("RequireGradient", Assert.Throws<ShapeException>(() => Tensor.Of(1, 2).RequireGradient()).Op);
    }

    [Fact]
    public void An_operation_that_returns_a_gradient_of_the_wrong_shape_is_named()
    {
        var x = Leaf(1, 2);
        var y = Graph.Record("Mine", (x * 1).Detach(), [x * 1], (dY, sink) => { });
        Assert.Equal(0, y.Sum().Backward().Count);

        var inner = x * 2;
        var wrong = Graph.Record("Mine", inner.Detach(), [inner], (dY, sink) => sink.Add(inner, Tensor.Zeros([3], DType.Float64)));
        Assert.Equal([[2], [3]], Assert.Throws<ShapeException>(() => wrong.Sum().Backward()).Shapes);
    }
}
