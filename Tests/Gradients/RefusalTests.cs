namespace Gexia.Tests.Gradients;

/// <summary>Operands that do not fit are refused before any arithmetic, naming the operation and the shapes.</summary>
public class RefusalTests
{
    private static Tensor F(params int[] shape) => Tensor.Ones(shape);

    private static readonly Tensor Ids = Tensor.Of(0, 1);

    public static TheoryData<string, Func<Tensor>, string> Misfits => new()
    {
        { "Add", () => F(2, 3) + F(2, 4), "[2, 3] [2, 4]" },
        { "Subtract", () => F(2) - Tensor.Ones([2], DType.Float64), "[2] [2]" },
        { "Multiply", () => F(2, 3) * F(3, 2), "[2, 3] [3, 2]" },
        { "Divide", () => Ids / Ids, "[2]" },
        { "Exp", () => Ids.Exp(), "[2]" },
        { "Reshape", () => F(2, 3).Reshape(4, -1), "[2, 3]" },
        { "Reshape", () => F(2, 3).Reshape(-1, -1), "[2, 3]" },
        { "Reshape", () => F(2, 3).Reshape(5), "[2, 3] [5]" },
        { "Permute", () => F(2, 3).Permute(0, 0), "[2, 3]" },
        { "Permute", () => F(2, 3).Permute(0), "[2, 3]" },
        { "Transpose", () => F(2).Transpose(), "[2]" },
        { "Slice", () => F(2, 3).Slice(1, 2, 2), "[2, 3]" },
        { "Slice", () => F(2, 3).Slice(2, 0, 1), "[2, 3]" },
        { "Slice", () => F(2, 3).Slice(1, int.MaxValue, int.MaxValue), "[2, 3]" },
        { "Expand", () => F(2, 3).Expand(2, 4), "[2, 3] [2, 4]" },
        { "Expand", () => F(2, 3).Expand(3), "[2, 3] [3]" },
        { "Concat", () => ConcatOp.Concat([F(2, 3), F(3, 3)], 1), "[2, 3] [3, 3]" },
        { "Concat", () => ConcatOp.Concat([], 0), "" },
        { "Sum", () => F(2, 3).Sum(2), "[2, 3]" },
        { "Mean", () => Ids.Mean(), "[2]" },
        { "Gather", () => F(2, 3).Gather(F(2)), "[2]" },
        { "Gather", () => F(2, 3).Gather(Tensor.Of(0, 2)), "[2, 3] [2]" },
        { "Gather", () => F(2, 3).Gather(Tensor.Of(0L, -1)), "[2, 3] [2]" },
        { "Gather", () => F(2).Gather(Ids), "[2]" },
        { "Gather", () => Tensor.Of(new long[,] { { 1 }, { 2 } }).Gather(Ids), "[2, 1]" },
        { "Softmax", () => Tensor.Scalar(1).Softmax(), "[]" },
        { "LogSoftmax", () => Ids.LogSoftmax(), "[2]" },
        { "L2Normalize", () => Ids.L2Normalize(), "[2]" },
        { "LayerNorm", () => F(2, 3).LayerNorm(F(2), F(3)), "[2, 3] [2]" },
        { "LayerNorm", () => F(2, 3).LayerNorm(F(3), F(1, 3)), "[2, 3] [1, 3]" },
        { "CrossEntropy", () => F(2, 3).CrossEntropy([0]), "[2, 3]" },
        { "SymmetricCrossEntropy", () => F(2, 3).SymmetricCrossEntropy(), "[2, 3]" },
        { "CrossEntropy", () => F(2, 3).CrossEntropy([0, 3]), "[2, 3]" },
        { "MatMul", () => F(2, 3).MatMul(F(2, 3)), "[2, 3] [2, 3]" },
        { "MatMul", () => F(3).MatMul(F(3, 2)), "[3] [3, 2]" },
        { "MatMul", () => F(2, 2, 3).MatMul(F(3, 3, 2)), "[2] [3]" },
        { "Linear", () => F(2, 3).Linear(F(3, 2)), "[2, 3] [3, 2]" },
        { "Linear", () => F(2, 3).Linear(F(4, 3), F(3)), "[4, 3] [3]" },
        { "Linear", () => F(2, 3).Linear(F(4, 3), null, F(2, 3)), "[2, 3] [2, 3]" },
        { "Mlp", () => F(2, 3).Mlp(F(4, 3), null, F(3, 5), null, new Gelu()), "[4, 3] [3, 5]" },
        { "Mlp", () => F(2, 3).Mlp(F(4, 3), null, F(3, 4), F(4), new Gelu()), "[3, 4] [4]" },
        { "Mlp", () => F(2, 3).Mlp(F(4, 3), null, F(5, 4), null, new Gelu(), F(2, 3)), "[2, 3] [2, 3]" },
        { "Attention", () => AttentionOp.Attention(F(1, 2, 4), F(1, 3, 4), F(1, 2, 4), 2), "[1, 2, 4] [1, 3, 4] [1, 2, 4]" },
        { "Attention", () => AttentionOp.Attention(F(1, 2, 4), F(1, 2, 4), F(1, 2, 4), 3), "[1, 2, 4] [1, 2, 4] [1, 2, 4]" },
        { "Attention", () => AttentionOp.Attention(F(1, 2, 4), F(1, 3, 4), F(1, 3, 4), 2, causal: true), "[1, 2, 4] [1, 3, 4] [1, 3, 4]" },
        { "Attention", () => AttentionOp.Attention(F(1, 2, 4), F(1, 3, 4), F(1, 3, 4), 2, F(1, 2)), "[1, 2]" },
        { "SelfAttention", () => AttentionOp.SelfAttention(F(1, 2, 4), 2), "[1, 2, 4]" },
    };

    [Theory, MemberData(nameof(Misfits))]
    public void The_operation_and_the_shapes_are_named(string op, Func<Tensor> call, string shapes)
    {
        var error = Assert.Throws<ShapeException>(call);
        Assert.Equal(op, error.Op);
        Assert.Equal(shapes, string.Join(' ', error.Shapes));
        Assert.StartsWith(op + ": ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        foreach (var shape in shapes.Split("] [", StringSplitOptions.RemoveEmptyEntries))
            Assert.Contains(shape.Trim('[', ']'), error.Message, StringComparison.Ordinal);
    }
}
