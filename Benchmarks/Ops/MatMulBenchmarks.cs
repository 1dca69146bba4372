using BenchmarkDotNet.Attributes;
using Gexia.Cpu;

namespace Gexia.Benchmarks.Ops;

/// <summary>Linear maps on the shapes of ViT-B/32, forward and with both gradients, and the batched products of attention.</summary>
[Config(typeof(ShortRun))]
public class MatMulBenchmarks
{
    private Tensor x = null!, weight = null!, bias = null!, queries = null!, keys = null!;

    /// <summary>Rows: the tokens of one picture and of sixteen.</summary>
    [Params(50, 800)] public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (x, weight, bias) = (Step.Leaf(1, [Rows, 768]), Step.Leaf(2, [3072, 768]), Step.Leaf(3, [3072]));
        (queries, keys) = (Step.Leaf(4, [Rows / 50, 12, 50, 64]), Step.Leaf(5, [Rows / 50, 12, 50, 64]));
    }

    [Benchmark] public void LinearForward() => Step.Forward(() => x.Linear(weight, bias));

    [Benchmark] public void LinearBoth() => Step.Both(() => x.Linear(weight, bias));

    [Benchmark] public void LinearGeluForward() => Step.Forward(() => x.Linear(weight, bias, new Gelu()));

    [Benchmark] public void LinearGeluBoth() => Step.Both(() => x.Linear(weight, bias, new Gelu()));

    [Benchmark] public void BatchedForward() => Step.Forward(() => queries.MatMul(keys.Transpose()));

    [Benchmark] public void BatchedBoth() => Step.Both(() => queries.MatMul(keys.Transpose()));
}

/// <summary>The same linear map at each vector width.</summary>
[Config(typeof(ShortRun))]
public class VectorWidthBenchmarks
{
    private readonly Tensor x = Tensor.Normal(new Rng(1), [50, 768]), weight = Tensor.Normal(new Rng(2), [768, 768]);

    public static IEnumerable<SimdLevel> Levels => Enum.GetValues<SimdLevel>().Where(level => level <= Simd.Best);

    [ParamsSource(nameof(Levels))] public SimdLevel Level { get; set; }

    [Benchmark]
    public void Linear()
    {
        using var forced = Simd.Force(Level);
        Step.Forward(() => x.Linear(weight));
    }
}
