namespace Gexia.Tests.Tensors;

/// <summary>The memory of a step: what lives, what dies, and what happens to those who use the dead.</summary>
public class TensorScopeTests
{
    [Fact]
    public void Using_a_tensor_after_its_scope_is_an_error_that_says_what_to_do()
    {
        Tensor x;
        using (TensorScope.Begin()) x = Tensor.Ones([2, 3]);
        foreach (var use in (Action[])[
            () => x.AsSpan<float>(), () => x.ToArray<float>(), () => x.At(0, 0), () => x.Copy(), () => _ = x + x, () => x.Sum(),
            () => x.MatMul(x.Transpose()), () => x.Softmax()
        ])
        {
            var error = Assert.Throws<ObjectDisposedException>(use);
            Assert.Contains("scope.Keep", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal("float32[2, 3]", x.Description);
    }

    [Fact]
    public void Views_made_outside_of_tensors_made_inside_die_with_them_and_the_other_way_round()
    {
        var outside = Tensor.Of(1f, 2, 3, 4);
        Tensor viewOfOutside, inside;
        using (TensorScope.Begin())
        {
            viewOfOutside = outside.Slice(0, 1, 2);
            inside = outside.Copy();
        }
        var viewOfInside = inside.Slice(0, 0, 1);
        Assert.Equal([2, 3], viewOfOutside.ToArray<float>());
        Assert.Throws<ObjectDisposedException>(() => viewOfInside.ToArray<float>());
    }

    [Fact]
    public void What_is_kept_lives_with_all_its_views()
    {
        Tensor whole, row, lost;
        using (var scope = TensorScope.Begin())
        {
            whole = Tensor.Of<float>([1, 2, 3, 4], [2, 2]);
            row = scope.Keep(whole.Select(0, 1));
            Assert.Same(row, scope.Keep(row));
            lost = whole.Copy();
        }
        Assert.Equal([3, 4], row.ToArray<float>());
        Assert.Equal([1, 2, 3, 4], whole.ToArray<float>());
        Assert.Throws<ObjectDisposedException>(() => lost.ToArray<float>());
    }

    [Fact]
    public void Kept_from_an_inner_scope_belongs_to_the_outer_one()
    {
        Tensor kept, own;
        using (TensorScope.Begin())
        {
            own = Tensor.Ones([3]);
            using (var inner = TensorScope.Begin())
            {
                kept = inner.Keep(Tensor.Ones([2]));
                inner.Keep(own);                        // not the inner scope's: nothing to do
            }
            Assert.Equal(1, kept.At(1));
        }
        Assert.Throws<ObjectDisposedException>(() => kept.At(1));
        Assert.Throws<ObjectDisposedException>(() => own.At(1));
    }

    [Fact]
    public void Keeping_after_the_end_is_too_late()
    {
        var scope = TensorScope.Begin();
        var x = Tensor.Ones([2]);
        scope.Dispose();
        scope.Dispose();
        ObjectDisposedException? error = null;
        try
        {
            scope.Keep(x);
        }
        catch (ObjectDisposedException caught)
        {
            error = caught;
        }
        Assert.NotNull(error);
    }

    [Fact]
    public void A_scope_does_not_own_what_other_threads_make()
    {
        Tensor? made = null;
        using (TensorScope.Begin())
        {
            var thread = new Thread(() => made = Tensor.Ones([2]));
            thread.Start();
            thread.Join();
        }
        Assert.Equal(1, made!.At(0));
        Assert.False(TensorScope.Current.IsOpen);
    }

    [Fact]
    public void Steps_use_the_same_memory_again_and_again()
    {
        var places = new HashSet<nint>();
        for (var step = 0; step < 50; step++)
        {
            using var scope = TensorScope.Begin();
            for (var i = 0; i < 10; i++) places.Add(Tensor.Empty([700_001]).Storage.Address);
        }
        // 10 buffers; other tests draw on the same pool meanwhile, so some may have been swapped.
        Assert.InRange(places.Count, 10, 100);
    }

    [Fact]
    public void Reused_memory_is_cleared_where_zeros_are_promised()
    {
        for (var step = 0; step < 3; step++)
        {
            using var scope = TensorScope.Begin();
            var x = Tensor.Zeros([1000]);
            Assert.DoesNotContain(x.ToArray<float>(), value => value != 0);
            x.AsSpan<float>().Fill(7);
            Assert.Equal(0, Tensor.Zeros([7, 143]).Sum().At());
        }
    }

    [Fact]
    public void Two_live_tensors_never_share_memory()
    {
        var rng = new Rng(4);
        for (var step = 0; step < 20; step++)
        {
            using var scope = TensorScope.Begin();
            var tensors = Enumerable.Range(0, 50).Select(i => Tensor.Full([1 + rng.NextInt32(3000)], i)).ToList();
            for (var i = 0; i < tensors.Count; i++) Assert.All(tensors[i].ToArray<float>(), value => Assert.Equal(i, value));
        }
    }

    [Fact]
    public void A_whole_training_step_runs_in_a_scope_and_keeps_its_gradient()
    {
        var weight = Tensor.Of<float>([1, 2, 3, 4], [2, 2]).RequireGradient();
        Tensor gradient;
        using (var scope = TensorScope.Begin())
            gradient = scope.Keep(Tensor.Ones([3, 2]).Linear(weight).Sum().Backward()[weight].Copy());
        Assert.Equal([3, 3, 3, 3], gradient.ToArray<float>());
    }

    [Fact]
    public void What_is_made_while_scopes_are_suspended_outlives_them()
    {
        Tensor durable, after;
        using (var scope = TensorScope.Begin())
        {
            using (TensorScope.Suspend()) durable = Tensor.Ones([3]);
            Assert.Same(scope.Memory, TensorScope.Current.Memory);
            after = Tensor.Ones([3]);
        }
        Assert.Equal([1f, 1f, 1f], durable.ToArray<float>());
        Assert.Throws<ObjectDisposedException>(() => after.ToArray<float>());
    }
}
