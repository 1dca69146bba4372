using BenchmarkDotNet.Attributes;

namespace Gexia.Benchmarks.Ops;

/// <summary>What mostly moves memory: reductions, gathers, concatenations and views that must be laid out again.</summary>
[Config(typeof(ShortRun))]
public class MovementBenchmarks
{
    private Tensor tokens = null!, pixels = null!, table = null!, ids = null!, cls = null!;

    [GlobalSetup]
    public void Setup()
    {
        (tokens, pixels, cls) = (Step.Leaf(1, [16, 50, 768]), Step.Leaf(2, [16, 3, 224, 224]), Step.Leaf(3, [16, 1, 768]));
        table = Step.Leaf(4, [49408, 512]);
        ids = Tensor.Of([.. Enumerable.Range(0, 8 * 77).Select(i => i * 7919 % 49408)], [8, 77]);
    }

    [Benchmark] public void MeanOfTokensForward() => Step.Forward(() => tokens.Mean(1));

    [Benchmark] public void MeanOfTokensBoth() => Step.Both(() => tokens.Mean(1));

    [Benchmark] public void SumOfRowsForward() => Step.Forward(() => tokens.Sum(2));

    [Benchmark] public void SumOfAllForward() => Step.Forward(() => tokens.Sum());

    [Benchmark] public void GatherForward() => Step.Forward(() => table.Gather(ids));

    /// <summary>The gradient is as large as the table.</summary>
    [Benchmark] public void GatherBoth() => Step.Both(() => table.Gather(ids));

    [Benchmark] public void ConcatForward() => Step.Forward(() => ConcatOp.Concat([cls, tokens], axis: 1));

    [Benchmark] public void ConcatBoth() => Step.Both(() => ConcatOp.Concat([cls, tokens], axis: 1));

    /// <summary>Pictures to patches of 32×32, the one large copy of a ViT.</summary>
    [Benchmark]
    public void PatchesForward() => Step.Forward(() => pixels.Reshape(16, 3, 7, 32, 7, 32).Permute(0, 2, 4, 1, 3, 5).Reshape(16, 49, 3072));

    [Benchmark]
    public void PatchesBoth() => Step.Both(() => pixels.Reshape(16, 3, 7, 32, 7, 32).Permute(0, 2, 4, 1, 3, 5).Reshape(16, 49, 3072));
}
