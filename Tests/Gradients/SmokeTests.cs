namespace Gexia.Tests.Gradients;

public class SmokeTests
{
    private static Tensor D(int seed, params int[] shape) => Tensor.Normal(new Rng((ulong)seed), shape, type: DType.Float64);

    [Fact]
    public void Linear_gelu() => GradientCheck.Run(i => i[0].Linear(i[1], i[2], new Gelu()), D(1, 3, 5, 4), D(2, 6, 4), D(3, 6)).ThrowIfWrong();

    [Fact]
    public void Layer_norm() => GradientCheck.Run(i => i[0].LayerNorm(i[1], i[2]), D(1, 70, 5), D(2, 5), D(3, 5)).ThrowIfWrong();

    [Fact]
    public void Mat_mul() => GradientCheck.Run(i => i[0].MatMul(i[1].Transpose()), D(1, 2, 3, 4), D(2, 5, 4)).ThrowIfWrong();

    [Theory, InlineData(false), InlineData(true)]
    public void Attention(bool causal) => GradientCheck.Run(i => AttentionOp.Attention(i[0], i[1], i[2], 2, null, causal), D(1, 2, 5, 6), D(2, 2, 5, 6), D(3, 2, 5, 6)).ThrowIfWrong();

    [Fact]
    public void Packed() => GradientCheck.Run(i => AttentionOp.SelfAttention(i[0], 2, null, true), D(1, 2, 5, 18)).ThrowIfWrong();

    [Fact]
    public void Cross() => GradientCheck.Run(i => i[0].CrossEntropy([1, 0, 2]), D(1, 3, 4)).ThrowIfWrong();

    [Fact]
    public void Checkpointed() => GradientCheck.Run(i => ActivationCheckpoint.Run(j => (j[0] * i[1]).Softmax(), i[0]), D(1, 3, 4), D(2, 3, 4)).ThrowIfWrong();
}
