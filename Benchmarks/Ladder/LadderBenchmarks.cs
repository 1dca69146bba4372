using BenchmarkDotNet.Attributes;
using Gexia.Benchmarks.Ladder.Attention;
using Gexia.Benchmarks.Ladder.Products;
using Gexia.Benchmarks.Ops;
using Gexia.Cpu;

namespace Gexia.Benchmarks.Ladder;

/// <summary>Every rung of the product's ladder on one thread.</summary>
[Config(typeof(ShortRun))]
public class ProductLadder
{
    private readonly Product product = Product.Random(512, 512, 512);

    public static IEnumerable<string> Names => Rungs.Products.Select(rung => rung.Name);

    [ParamsSource(nameof(Names))] public string Rung { get; set; } = "";

    [Benchmark]
    public void Multiply()
    {
        using var limit = CpuThreads.Limit(1);
        Rungs.Climb(Rungs.Products.Single(rung => rung.Name == Rung), product);
    }
}

/// <summary>Every rung of attention's ladder on one thread: one head of the IAM over 32 frames.</summary>
[Config(typeof(ShortRun))]
public class AttentionLadder
{
    private readonly AttentionHead head = AttentionHead.Random(32, 1600, 64);

    public static IEnumerable<string> Names => Rungs.Attention.Select(rung => rung.Name);

    [ParamsSource(nameof(Names))] public string Rung { get; set; } = "";

    [Benchmark]
    public void Attend()
    {
        using var limit = CpuThreads.Limit(1);
        Rungs.Climb(Rungs.Attention.Single(rung => rung.Name == Rung), head);
    }
}
