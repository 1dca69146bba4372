using BenchmarkDotNet.Attributes;

namespace Gexia.Benchmarks.Ops;

/// <summary>Elementwise operations on the hidden tokens of 16 pictures (2.5 million elements), forward and with gradients.</summary>
[Config(typeof(ShortRun))]
public class ElementwiseBenchmarks
{
    private Tensor x = null!, y = null!, row = null!;

    [GlobalSetup]
    public void Setup() => (x, y, row) = (Step.Leaf(1, [800, 3072]), Step.Leaf(2, [800, 3072]), Step.Leaf(3, [3072]));

    [Benchmark] public void AddForward() => Step.Forward(() => x + y);

    [Benchmark] public void AddBoth() => Step.Both(() => x + y);

    [Benchmark] public void AddRowForward() => Step.Forward(() => x + row);

    [Benchmark] public void AddRowBoth() => Step.Both(() => x + row);

    [Benchmark] public void MultiplyForward() => Step.Forward(() => x * y);

    [Benchmark] public void MultiplyBoth() => Step.Both(() => x * y);

    [Benchmark] public void ExpForward() => Step.Forward(() => x.Exp());

    [Benchmark] public void SigmoidForward() => Step.Forward(() => x.Sigmoid());

    [Benchmark] public void GeluForward() => Step.Forward(() => x.Gelu());

    [Benchmark] public void GeluBoth() => Step.Both(() => x.Gelu());

    [Benchmark] public void QuickGeluForward() => Step.Forward(() => x.QuickGelu());

    [Benchmark] public void QuickGeluBoth() => Step.Both(() => x.QuickGelu());
}
