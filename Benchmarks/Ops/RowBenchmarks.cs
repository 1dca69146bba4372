using BenchmarkDotNet.Attributes;

namespace Gexia.Benchmarks.Ops;

/// <summary>The operations on rows, on the shapes of ViT-B/32 with 16 pictures, forward and with gradients.</summary>
[Config(typeof(ShortRun))]
public class RowBenchmarks
{
    private readonly int[] targets = [.. Enumerable.Range(0, 256)];
    private Tensor tokens = null!, scores = null!, logits = null!, weight = null!, bias = null!;

    [GlobalSetup]
    public void Setup()
    {
        (tokens, scores, logits) = (Step.Leaf(1, [800, 768]), Step.Leaf(2, [9600, 50]), Step.Leaf(3, [256, 256]));
        (weight, bias) = (Tensor.Ones([768]).RequireGradient(), Tensor.Zeros([768]).RequireGradient());
    }

    [Benchmark] public void LayerNormForward() => Step.Forward(() => tokens.LayerNorm(weight, bias));

    [Benchmark] public void LayerNormBoth() => Step.Both(() => tokens.LayerNorm(weight, bias));

    [Benchmark] public void SoftmaxForward() => Step.Forward(() => scores.Softmax());

    [Benchmark] public void SoftmaxBoth() => Step.Both(() => scores.Softmax());

    [Benchmark] public void LogSoftmaxForward() => Step.Forward(() => scores.LogSoftmax());

    [Benchmark] public void LogSoftmaxBoth() => Step.Both(() => scores.LogSoftmax());

    [Benchmark] public void CrossEntropyForward() => Step.Forward(() => logits.CrossEntropy(targets));

    [Benchmark] public void CrossEntropyBoth() => Step.Both(() => logits.CrossEntropy(targets));

    [Benchmark] public void L2NormalizeForward() => Step.Forward(() => tokens.L2Normalize());

    [Benchmark] public void L2NormalizeBoth() => Step.Both(() => tokens.L2Normalize());
}
