using FsCheck;
using FsCheck.Fluent;

namespace Gexia.Tests.Gradients;

/// <summary>A walk that gives the forward pass back while it passes it: the same gradients, less memory, and no silent reuse.</summary>
public class ReleaseTests
{
    private readonly Tensor x = Tensor.Normal(new Rng(1), [20, 50], type: DType.Float64).RequireGradient();

    [Theory, MemberData(nameof(OpCases.All), MemberType = typeof(OpCases))]
    public void Every_operation_gives_the_same_bits(OpCase op) => Prop.ForAll(BackwardTests.Small, sizes =>
    {
        var trial = new Trial(op, sizes);
        var leaves = Array.ConvertAll(trial.Bases, leaf => leaf.Detach().RequireGradient());
        using var scope = TensorScope.Begin();
        var (kept, released) = (Loss().Backward(), Loss().Backward(release: true));
        Assert.Equal(kept.Count, released.Count);
        foreach (var leaf in leaves)
            if (kept.TryGet(leaf, out var expected)) Assert.Equal(Bits(expected), Bits(released[leaf]));

        // Used twice and squared, so that what the operation made is needed by later ones and gradients add up.
        Tensor Loss()
        {
            var y = trial.Apply(leaves);
            return (y.Square() + (y * trial.Apply(leaves).Sigmoid())).Sum() + leaves[0].Sum();
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    private static long[] Bits(Tensor values) => Array.ConvertAll(values.ToArray<double>(), BitConverter.DoubleToInt64Bits);

    [Fact]
    public void What_the_walk_has_passed_cannot_be_read_and_says_why()
    {
        using var scope = TensorScope.Begin();
        var before = Tensor.Ones([3]);
        var (first, second) = (x.Square(), x.Exp());
        var mine = scope.Keep(first + second);
        var loss = (mine * second).Sum();
        var after = loss * 2;
        var gradient = loss.Backward(release: true)[x];
        Assert.Contains(
            "Backward(release: true)", Assert.Throws<ObjectDisposedException>(() => second.ToArray<double>()).Message,
            StringComparison.Ordinal);
        Assert.True(before.At(0) == 1 && after.At() == 2 * loss.At() && mine.At(1, 2) > 0 && gradient.At(1, 2) != 0 && x.At(1, 2) != 0);
    }

    [Fact]
    public void Twice_over_one_record_needs_walks_that_do_not_release()
    {
        using var scope = TensorScope.Begin();
        var shared = x.Square().Exp();
        var (a, b) = (shared.Sum(), (shared * shared).Sum());
        var first = b.Backward()[x].ToArray<double>();
        Assert.NotEqual(first, a.Backward()[x].ToArray<double>());
        Assert.Equal(first, b.Backward(release: true)[x].ToArray<double>());
        Assert.Contains("release", Assert.Throws<InvalidOperationException>(() => b.Backward()).Message, StringComparison.Ordinal);
        Assert.Contains("release", Assert.Throws<InvalidOperationException>(() => a.Backward()).Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => shared.At(0, 0));
    }

    [Fact]
    public void Outside_scopes_only_the_record_goes()
    {
        var y = x.Exp();
        var loss = y.Sum();
        Assert.Equal(y.ToArray<double>(), loss.Backward(release: true)[x].ToArray<double>());
        Assert.Throws<InvalidOperationException>(() => loss.Backward());
    }

    [Fact]
    public void An_outer_scope_keeps_what_it_made_though_the_record_begins_there()
    {
        using var outer = TensorScope.Begin();
        var made = x.Exp();
        var expected = (made.Square() * made).Sum().Backward()[x].ToArray<double>();
        using (TensorScope.Begin())
        {
            var inside = made.Square();
            Assert.Equal(expected, (inside * made).Sum().Backward(release: true)[x].ToArray<double>());
            Assert.Throws<ObjectDisposedException>(() => inside.At(0, 0));
        }
        Assert.True(made.At(0, 0) > 0);
    }

    [Fact]
    public void Gradients_of_an_earlier_walk_stay_though_a_later_record_was_begun_before_them()
    {
        using var scope = TensorScope.Begin();
        var late = x.Exp();
        var early = x.Square().Sum().Backward(release: true)[x];
        var expected = early.ToArray<double>();
        late.Sum().Backward(release: true);
        Assert.Equal(expected, early.ToArray<double>());
    }

    [Fact]
    public void A_value_that_an_operation_passes_on_as_a_gradient_stays()
    {
        using var scope = TensorScope.Begin();
        var derivative = x.Exp();
        var expected = derivative.ToArray<double>();
        var y = Graph.Record("Passing", Tensor.Scalar(0, DType.Float64), [x], (_, sink) => sink.Add(x, derivative));
        Assert.Equal(expected, (y * 1).Backward(release: true)[x].ToArray<double>());
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Memory_shrinks_while_walking(bool release)
    {
        const int depth = 30;
        var size = x.Length * sizeof(double);
        using var scope = TensorScope.Begin();
        var y = x;
        for (var i = 0; i < depth; i++) y = y.Sigmoid();
        Assert.Equal(depth * size, scope.Live.Now);
        var gradient = y.Backward(Tensor.Ones(y.Shape, DType.Float64), release)[x];
        // dY, a gradient and the one made from it; the forward pass is only ever less than it was.
        Assert.InRange(scope.Live.Peak, depth * size, (depth + 3) * size);
        Assert.Equal((release ? 4 : depth + 2) * size, scope.Live.Now);      // y, dY, the gradient, and what the first operation made
        Assert.Equal(x.Shape, gradient.Shape);
    }

    [Fact]
    public void A_checkpoint_gives_back_what_it_computes_again_while_it_walks_it()
    {
        const int depth = 20;
        var size = x.Length * sizeof(double);
        Tensor Part(Tensor t)
        {
            for (var i = 0; i < depth; i++) t = t.Sigmoid();
            return t;
        }
        using var scope = TensorScope.Begin();
        var expected = Part(Part(Part(x))).Sum().Backward()[x].ToArray<double>();
        scope.Live.StartAnew();
        var before = scope.Live.Now;
        var y = x;
        for (var i = 0; i < 3; i++) y = ActivationCheckpoint.Run(inputs => Part(inputs[0]), y);
        var actual = y.Sum().Backward(release: true)[x].ToArray<double>();
        Assert.Equal(expected, actual);
        // Three values that are remembered, one part's own, and a few gradients: not three parts.
        Assert.InRange(scope.Live.Peak - before, depth * size, (depth + 7) * size);
    }
}
