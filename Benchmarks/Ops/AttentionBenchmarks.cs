using BenchmarkDotNet.Attributes;

namespace Gexia.Benchmarks.Ops;

/// <summary>Attention as the models use it, forward and with the gradients of queries, keys and values.</summary>
[Config(typeof(ShortRun))]
public class AttentionBenchmarks
{
    private Tensor pictures = null!, texts = null!, vectors = null!, keys = null!, values = null!;

    [GlobalSetup]
    public void Setup()
    {
        pictures = Step.Leaf(1, [16, 50, 3 * 768]);
        texts = Step.Leaf(2, [8, 77, 3 * 512]);
        // The IAM: 32 vectors look at 32 frames of 50 tokens.
        (vectors, keys, values) = (Step.Leaf(3, [2, 32, 512]), Step.Leaf(4, [2, 1600, 512]), Step.Leaf(5, [2, 1600, 512]));
    }

    [Benchmark] public void PicturesForward() => Step.Forward(() => AttentionOp.SelfAttention(pictures, heads: 12));

    [Benchmark] public void PicturesBoth() => Step.Both(() => AttentionOp.SelfAttention(pictures, heads: 12));

    [Benchmark] public void TextsForward() => Step.Forward(() => AttentionOp.SelfAttention(texts, heads: 8, causal: true));

    [Benchmark] public void TextsBoth() => Step.Both(() => AttentionOp.SelfAttention(texts, heads: 8, causal: true));

    [Benchmark] public void IamForward() => Step.Forward(() => AttentionOp.Attention(vectors, keys, values, heads: 8));

    [Benchmark] public void IamBoth() => Step.Both(() => AttentionOp.Attention(vectors, keys, values, heads: 8));
}
