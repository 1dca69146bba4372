using Gexia.Models;
using Gexia.Training.Optimizers;

namespace Gexia.Tests.Gradients;

/// <summary>A tensor that is written to between the forward and the backward pass gives an error, never a wrong gradient.</summary>
public class WritingTests
{
    private static Tensor Leaf(ulong seed, params int[] shape) =>
        Tensor.Normal(new Rng(seed), shape, type: DType.Float64).RequireGradient();

    private static readonly (string Name, Action<Tensor> Write)[] Writings =
    [
        ("CopyFrom", x => x.CopyFrom(Tensor.Zeros(x.Shape, x.DType))),
        ("a part of it", x => x.Detach().Slice(0, 0, 1).CopyFrom(Tensor.Zeros(x.Slice(0, 0, 1).Shape, x.DType))),
        ("AsSpan", x => x.AsSpan<double>()[0] += 1),
        ("AsTensorSpan", x => x.AsTensorSpan<double>().Fill(1)),
        ("a step of the optimizer", x => new AdamW([new Parameter("x", x, ParameterRole.Matrix)], 0.1).Step(x.Square().Sum().Backward())),
        ("a captured step", x =>
        {
            var own = x.Detach();
            var w = Leaf(1, 1);
            CapturedStep.Capture(() =>
            {
                own.CopyFrom(own * 2.0);
                return w.Sum();
            }).Run();
        }),
    ];

    public static TheoryData<string, Func<Tensor, Tensor, Tensor>> Readers => new()
    {
        { "Multiply", (x, w) => x * w },
        { "Divide", (x, w) => w / x },
        { "Exp", (x, _) => x.Exp() },
        { "Square of a view", (x, _) => x.Transpose().Square() },
        { "MatMul", (x, w) => w.MatMul(x.Transpose()) },
        { "Linear", (x, w) => w.Linear(x) },
        { "Linear of it", (x, w) => x.Linear(w, null, new Gelu()) },
        { "Mlp", (x, w) => x.Mlp(w, null, w.Transpose(), null, new Gelu()) },
        { "LayerNorm", (x, w) => x.LayerNorm(w.Select(0, 0), w.Select(0, 1)) },
        { "Attention", (x, w) => AttentionOp.Attention(x.Reshape(1, 4, 4), w.Reshape(1, 4, 4), w.Reshape(1, 4, 4), 2) },
        { "SelfAttention", (x, _) => AttentionOp.SelfAttention(x.Reshape(16).Slice(0, 3, 12).Reshape(2, 2, 3), 1) },
        { "SymmetricCrossEntropy", (x, _) => x.SymmetricCrossEntropy() },
        { "ActivationCheckpoint of it", (x, w) => ActivationCheckpoint.Run(i => (i[0] * w).Sigmoid(), x) },
        { "a parameter inside an ActivationCheckpoint", (x, w) => ActivationCheckpoint.Run(i => (i[0] * x).Sigmoid(), w) },
        {
            "an operation of one's own",
            (x, w) => Graph.Record("Mine", x.Detach() * w.Detach(), [x, w], (dY, sink) => sink.Add(x, dY * w.Detach()))
        },
    };

    [Theory, MemberData(nameof(Readers))]
    public void Writing_to_what_the_way_back_reads_is_an_error(string name, Func<Tensor, Tensor, Tensor> f)
    {
        foreach (var (writing, write) in Writings)
        {
            var (x, w) = (Leaf(3, 4, 4), Leaf(4, 4, 4));
            var loss = f(x, w).Sum();
            var expected = loss.Backward()[x].ToArray<double>();
            write(x);
            var error = Assert.Throws<InvalidOperationException>(() => loss.Backward());
            Assert.True(
                error.Message.Contains("written to", StringComparison.Ordinal) && error.Message.Contains("[", StringComparison.Ordinal),
                $"{name}, {writing}: {error.Message}");
            // The graph of a new forward pass is whole again.
            Assert.Equal(expected.Length, f(x, w).Sum().Backward()[x].ToArray<double>().Length);
        }
    }

    public static TheoryData<string, Func<Tensor, Tensor>> ResultReaders => new()
    {
        { "Exp", x => x.Exp() },
        { "Softmax", x => x.Softmax() },
        { "LogSoftmax", x => x.LogSoftmax() },
        { "L2Normalize", x => x.L2Normalize() },
        { "Linear", x => Tensor.Ones([4, 4], DType.Float64).Linear(x, null, new Gelu()) },
        { "Attention", x => AttentionOp.Attention(x.Reshape(1, 4, 4), x.Reshape(1, 4, 4), x.Reshape(1, 4, 4), 2) },
    };

    [Theory, MemberData(nameof(ResultReaders))]
    public void So_is_writing_to_a_result_that_the_way_back_reads(string name, Func<Tensor, Tensor> f)
    {
        var y = f(Leaf(3, 4, 4));
        var loss = y.Sum();
        y.Detach().CopyFrom(Tensor.Ones(y.Shape, y.DType));
        Assert.Contains(name, Assert.Throws<InvalidOperationException>(() => loss.Backward()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_way_back_does_not_read_may_be_written_to()
    {
        foreach (var f in (Func<Tensor, Tensor>[])[
            x => x + x, x => x - 2.0, x => 3 * x, x => x.Sum(0), x => x.Mean(), x => x.Reshape(2, 8), x => x.Transpose(),
            x => x.Slice(0, 1, 2), x => ConcatOp.Concat([x, x], 0),
            x => x.Gather(Tensor.Of(1, 0)), x => x.CrossEntropy([0, 1, 2, 3])])
        {
            var x = Leaf(3, 4, 4);
            var y = f(x);
            var expected = y.Sum().Backward()[x].ToArray<double>();
            var loss = y.Sum();
            x.CopyFrom(Tensor.Zeros([4, 4], DType.Float64));
            if (!ReferenceEquals(y.Storage, x.Storage)) y.Detach().CopyFrom(Tensor.Zeros(y.Shape, DType.Float64));
            Assert.Equal(expected, loss.Backward()[x].ToArray<double>());
        }
    }

    [Fact]
    public void Reading_in_between_is_free()
    {
        var x = Leaf(3, 4, 4);
        var y = x.Exp();
        var loss = y.Sum();
        _ = y.AsReadOnlySpan<double>()[0]
            + y.At(0, 0) + loss.Item<double>() + y.ToArray<double>()[3] + x.Copy().At(1, 1) + x.To(DType.Float32).At(0, 0);
        Assert.Equal(y.ToArray<double>(), loss.Backward()[x].ToArray<double>());
    }

    [Fact]
    public void A_copy_that_an_operation_made_for_itself_is_its_own()
    {
        // A strided operand is laid out anew before the kernel, so the caller's tensor is not read again.
        var x = Leaf(3, 4, 4);
        var expected = x.Transpose().SymmetricCrossEntropy().Backward()[x].ToArray<double>();
        var loss = x.Transpose().SymmetricCrossEntropy();
        x.CopyFrom(Tensor.Zeros([4, 4], DType.Float64));
        Assert.Equal(expected, loss.Backward()[x].ToArray<double>());
    }

    [Fact]
    public void Optimizers_update_between_steps_and_a_second_walk_over_the_old_step_is_refused()
    {
        var w = Leaf(1, 4, 4);
        var adam = new AdamW([new Parameter("w", w, ParameterRole.Matrix)], 0.1);
        Tensor? old = null;
        for (var step = 0; step < 3; step++)
        {
            var loss = w.Square().Sum();
            adam.Step(loss.Backward());
            old = loss;
        }
        Assert.Throws<InvalidOperationException>(() => old!.Backward());
    }

    [Fact]
    public void The_result_of_a_captured_step_changes_with_each_run()
    {
        var (w, v) = (Leaf(1, 3), Leaf(2));
        var program = CapturedStep.Capture(() => w.Square().Sum());
        var loss = v * program.Loss;
        Assert.Equal(program.Loss.At(), loss.Backward()[v].At());
        program.Run();
        Assert.Throws<InvalidOperationException>(() => loss.Backward());
    }

    [Fact]
    public void What_is_written_through_an_older_span_is_not_noticed()
    {
        // The limit that the documents state: the writing is counted when the span is taken.
        var x = Leaf(3, 2);
        var span = x.AsSpan<double>();
        var loss = x.Square().Sum();
        span[0] = 5;
        Assert.Equal(10, loss.Backward()[x].At(0));
    }
}
