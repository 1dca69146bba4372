using BenchmarkDotNet.Attributes;
using Gexia.Cpu;

namespace Gexia.Benchmarks.Ops;

/// <summary>A linear map of ViT-B/32's shapes on one thread: three loops as in a textbook, then the library at each vector width.</summary>
[Config(typeof(ShortRun))]
public class MatMulBenchmarks
{
    private Tensor x = null!, weight = null!;

    /// <summary>Rows: one picture's tokens.</summary>
    [Params(50)] public int Rows { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        x = Tensor.Normal(new Rng(1), [Rows, 768]);
        weight = Tensor.Normal(new Rng(2), [768, 768]);
    }

    [Benchmark(Baseline = true)]
    public float[] Naive()
    {
        ReadOnlySpan<float> a = x.AsSpan<float>(), w = weight.AsSpan<float>();
        var y = new float[Rows * 768];
        for (var i = 0; i < Rows; i++)
            for (var o = 0; o < 768; o++)
            {
                var sum = 0f;
                for (var k = 0; k < 768; k++) sum += a[(i * 768) + k] * w[(o * 768) + k];
                y[(i * 768) + o] = sum;
            }
        return y;
    }

    [Benchmark] public Tensor Scalar() => At(SimdLevel.Scalar);

    [Benchmark] public Tensor Vector128() => At(SimdLevel.V128);

    [Benchmark] public Tensor Vector256() => At(SimdLevel.V256);

    [Benchmark] public Tensor Vector512() => At(SimdLevel.V512);

    private Tensor At(SimdLevel level)
    {
        using var limit = CpuThreads.Limit(1);
        using var forced = Simd.Force(level);
        return x.Linear(weight);
    }
}
