using FsCheck;
using FsCheck.Fluent;
using Gexia.Cpu;

namespace Gexia.Tests.Capture;

/// <summary>A captured step does what the step does, bit for bit, and leaves nothing behind when it cannot.</summary>
public class CapturedStepTests
{
    [Theory, InlineData(1, 1), InlineData(2, 2), InlineData(4, 4), InlineData(1, 4), InlineData(2, 1)]
    public void Steps_run_again_have_the_bits_of_steps_run_as_usual(int captureThreads, int runThreads) =>
        Assert.Equal(MiniatureInputs.Eager(4), MiniatureInputs.Captured(4, captureThreads, runThreads));

    [Fact]
    public void So_they_have_where_blocks_are_computed_again() =>
        Assert.Equal(MiniatureInputs.Eager(4, checkpoint: true), MiniatureInputs.Captured(4, 2, 2, checkpoint: true));

    [Fact]
    public void Every_vector_width_has_its_own_bits()
    {
        foreach (var level in Enum.GetValues<SimdLevel>().Where(level => level <= Simd.Best))
        {
            using var forced = Simd.Force(level);
            Assert.Equal(MiniatureInputs.Eager(2), MiniatureInputs.Captured(2, 1, 1));
        }
    }

    private static readonly Arbitrary<(int Rows, int Width, int Seed, bool Double)> Problems = Arb.From(
        from rows in Gen.Choose(1, 9)
        from width in Gen.Choose(1, 40)
        from seed in Gen.Choose(0, int.MaxValue)
        from type in Gen.Elements(false, true)
        select (rows, width, seed, type));

    [Fact]
    public void Any_mixture_of_layouts_and_operations_can_be_run_again() => Prop.ForAll(Problems, problem =>
    {
        var (rows, width, seed, isDouble) = problem;
        var type = isDouble ? DType.Float64 : DType.Float32;
        var rng = new Rng((ulong)seed);
        var x = Tensor.Normal(rng, [rows, width], type: type);
        var weight = Tensor.Normal(rng, [width, width], type: type).RequireGradient();
        var table = Tensor.Normal(rng, [5, width], type: type).RequireGradient();
        var ids = Tensor.Zeros([rows], DType.Int64);
        Tensor Loss()
        {
            var picked = table.Gather(ids).Transpose();                                              // strided
            var z = ConcatOp.Concat([x.MatMul(weight).Gelu(), picked.Transpose() * x], axis: 0).Softmax();
            z = z.Reshape(2, rows, width).Permute(1, 0, 2) + Tensor.Of(1.0, 2.0).To(type).Reshape(2, 1);
            return (
                z.L2Normalize().Reshape(rows * 2, width).LayerNorm(weight.Select(0, 0), weight.Select(1, 0))
                * z.Reshape(2 * rows, width)).Mean() + z.Slice(2, 0, 1).Sum();
        }
        var program = CapturedStep.Capture(Loss);
        var same = true;
        for (var run = 0; run < 3; run++)
        {
            x.CopyFrom(Tensor.Normal(rng, [rows, width], type: type));
            foreach (ref var id in ids.AsSpan<long>()) id = rng.NextInt32(5);
            program.Run();
            using var scope = TensorScope.Begin();
            var loss = Loss();
            var gradients = loss.Backward();
            same &= Bits(program.Loss).SequenceEqual(Bits(loss));
            foreach (var leaf in new[] { weight, table }) same &= Bits(program.Gradients[leaf]).SequenceEqual(Bits(gradients[leaf]));
        }
        return same;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public void Ids_are_checked_whenever_the_step_runs()
    {
        var inputs = new MiniatureInputs();
        inputs.Write(0);
        var program = CapturedStep.Capture(inputs.Loss);
        var loss = program.Loss.Item<float>();
        inputs.Ids.AsSpan<int>()[3] = 1000;
        Assert.Contains("id 1000", Assert.Throws<ShapeException>(program.Run).Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => program.Loss.At());      // half a step has no result
        inputs.Write(0);
        program.Run();
        Assert.Equal(loss, program.Loss.Item<float>());
    }

    [Fact]
    public void A_capture_cannot_hold_another()
    {
        var x = Tensor.Ones([2]).RequireGradient();
        var program = CapturedStep.Capture(() => x.Sum());
        Assert.Throws<InvalidOperationException>(() => CapturedStep.Capture(() => CapturedStep.Capture(() => x.Sum()).Loss));
        Assert.Throws<InvalidOperationException>(() => CapturedStep.Capture(() =>
        {
            program.Run();
            return x.Sum();
        }));
        Works(x);
    }

    [Fact]
    public void A_tensor_of_a_scope_around_the_capture_is_refused_and_lives_on()
    {
        var weight = Tensor.Ones([3, 2]).RequireGradient();
        using var scope = TensorScope.Begin();
        var x = Tensor.Ones([4, 2]);
        using var inner = TensorScope.Begin();
        foreach (var use in (Func<Tensor>[])[
            () => x.MatMul(weight.Transpose()).Sum(), () => x.Linear(weight).Sum(), () => (x * weight.Slice(0, 0, 1)).Sum(),
            () => x.Copy().Linear(weight).Sum()
        ])
            Assert.Contains(
                "outside every scope", Assert.Throws<InvalidOperationException>(() => CapturedStep.Capture(use)).Message,
                StringComparison.Ordinal);
        Assert.Equal(1, x.At(3, 1));
        Assert.Same(inner.Memory, TensorScope.Current.Memory);
        Works(weight);
    }

    [Fact]
    public void Reading_writing_and_drawing_would_not_happen_again_and_are_refused()
    {
        var x = Tensor.Ones([2]).RequireGradient();
        foreach (var use in (Action[])[
            () => x.At(0), () => x.ToArray<float>(), () => x.AsSpan<float>().Clear(), () => x.Sum().Item<float>(),
            () => Tensor.Normal(new Rng(1), [2])
        ])
        {
            Assert.Throws<InvalidOperationException>(() => CapturedStep.Capture(() =>
            {
                use();
                return x.Sum();
            }));
        }
        Works(x);
    }

    [Fact]
    public void Whatever_a_step_throws_leaves_the_thread_as_it_was()
    {
        var x = Tensor.Ones([2]).RequireGradient();
        using (var scope = TensorScope.Begin())
        {
            var mine = Tensor.Ones([5]);
            foreach (var bad in (Func<Tensor>[])[
                () => throw new FormatException(), () => x.Sum() + x.Reshape(7), () => x, () => Tensor.Ones([1])
            ])
                Assert.ThrowsAny<Exception>(() => CapturedStep.Capture(bad));
            Assert.Same(scope.Memory, TensorScope.Current.Memory);
            Assert.True(Graph.IsRecording);
            Assert.Equal(5, mine.Sum().At());
        }
        Works(x);
    }

    [Fact]
    public void Nothing_of_a_step_but_its_results_can_be_read_and_those_until_the_next()
    {
        var x = Tensor.Of(1f, 2, 3).RequireGradient();
        using var arena = new CaptureArena();
        Tensor? inside = null;
        var first = CapturedStep.Capture(() => (inside = x * x).Sum(), arena);
        Assert.Throws<ObjectDisposedException>(() => inside!.At(0));
        Assert.Equal([2, 4, 6], first.Gradients[x].ToArray<float>());
        var second = CapturedStep.Capture(() => (x * 3).Sum(), arena);
        Assert.Throws<ObjectDisposedException>(() => first.Loss.At());
        Assert.Throws<ObjectDisposedException>(() => first.Gradients[x].At(0));
        Assert.Equal(18, second.Loss.At());
        first.Run();
        Assert.Equal(14, first.Loss.At());
        Assert.Throws<ObjectDisposedException>(() => second.Loss.At());
        Assert.Throws<ObjectDisposedException>(() => inside!.At(0));
        Assert.Throws<InvalidOperationException>(() => CapturedStep.Capture(() => TensorScope.Current.Keep(x * x).Sum(), arena));
        arena.Dispose();
        Assert.Throws<ObjectDisposedException>(first.Run);
    }

    [Fact]
    public void What_is_kept_from_a_scope_in_an_arena_is_not_overwritten_by_its_steps()
    {
        var x = Tensor.Of(1f, 2, 3).RequireGradient();
        using var arena = new CaptureArena();
        var program = CapturedStep.Capture(() => (x * x).Sum(), arena);
        Tensor[] kept;
        using (var scope = arena.Begin())
        {
            kept = [.. Enumerable.Range(0, 30).Select(i => TensorScope.Current.Keep(Tensor.Full([3], i)))];
            Assert.Throws<InvalidOperationException>(program.Run);
            Assert.Throws<InvalidOperationException>(() => arena.Begin().Dispose());
        }
        program.Run();
        for (var i = 0; i < kept.Length; i++) Assert.Equal(i, kept[i].At(2));
        Assert.Equal(14, program.Loss.At());
    }

    [Fact]
    public void Programs_of_one_arena_need_as_much_as_the_largest()
    {
        using var arena = new CaptureArena();
        var inputs = new MiniatureInputs();
        inputs.Write(0);
        CapturedStep.Capture(inputs.Loss, arena);
        var one = arena.PooledBytes;
        for (var i = 0; i < 3; i++) CapturedStep.Capture(inputs.Loss, arena);
        Assert.InRange(arena.PooledBytes, one, one * 11 / 10);         // a buffer may be used for something a little smaller
    }

    private static void Works(Tensor x)
    {
        var program = CapturedStep.Capture(() => (x * 2).Sum());
        program.Run();
        Assert.Equal(2, program.Gradients[x].At([.. new int[x.Shape.Rank]]));
        Assert.Equal(2, (x * 2).Sum().Backward()[x].At([.. new int[x.Shape.Rank]]));
    }

    private static double[] Bits(Tensor x) => x.To(DType.Float64).ToArray<double>();
}
