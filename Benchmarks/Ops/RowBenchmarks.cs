using BenchmarkDotNet.Attributes;
using Gexia.Cpu;

namespace Gexia.Benchmarks.Ops;

/// <summary>The operations on rows, on the shapes of ViT-B/32 with 16 pictures, one thread, forward.</summary>
[Config(typeof(ShortRun))]
public class RowBenchmarks
{
    private Tensor tokens = null!, scores = null!, hidden = null!, weight = null!, bias = null!, packed = null!;

    [GlobalSetup]
    public void Setup()
    {
        tokens = Tensor.Normal(new Rng(1), [800, 768]);
        scores = Tensor.Normal(new Rng(2), [9600, 50]);
        hidden = Tensor.Normal(new Rng(3), [800, 3072]);
        packed = Tensor.Normal(new Rng(4), [16, 50, 2304]);
        (weight, bias) = (Tensor.Ones([768]), Tensor.Zeros([768]));
    }

    [Benchmark] public void LayerNorm() => Scoped(() => tokens.LayerNorm(weight, bias));

    [Benchmark] public void Softmax() => Scoped(() => scores.Softmax());

    [Benchmark] public void Gelu() => Scoped(() => hidden.Gelu());

    [Benchmark] public void QuickGelu() => Scoped(() => hidden.QuickGelu());

    [Benchmark] public void Attention() => Scoped(() => AttentionOp.SelfAttention(packed, heads: 12));

    private static void Scoped(Func<Tensor> run)
    {
        using var limit = CpuThreads.Limit(1);
        using var scope = TensorScope.Begin();
        run();
    }
}
