using BenchmarkDotNet.Attributes;
using Gexia.Cpu;
using Gexia.Models;
using Gexia.Training.Optimizers;

namespace Gexia.Benchmarks.Ops;

/// <summary>An update of AdamW and the norm that clipping needs, over ten million parameters.</summary>
[Config(typeof(ShortRun))]
public class OptimizerBenchmarks
{
    private AdamW optimizer = null!;
    private Gradients gradients = null!;

    [GlobalSetup]
    public void Setup()
    {
        var scope = ParameterScope.Fresh(new Rng(1));
        var x = scope.Parameter("x", [10_000_000], ParameterRole.Matrix, Initial.Ones);
        (optimizer, gradients) = (new AdamW(scope.All, 1e-3), (x * x).Backward(Tensor.Ones(x.Shape)));
    }

    [Benchmark]
    public void AdamWStep()
    {
        using var limit = CpuThreads.Limit(1);
        optimizer.Step(gradients);
    }

    [Benchmark]
    public double GradientNorm()
    {
        using var limit = CpuThreads.Limit(1);
        return optimizer.GradientNorm(gradients);
    }
}
