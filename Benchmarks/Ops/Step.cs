using Gexia.Cpu;

namespace Gexia.Benchmarks.Ops;

/// <summary>
/// What a benchmark of an operation runs: on one thread, in a scope whose memory goes back, with or without the walk back.
/// </summary>
internal static class Step
{
    /// <summary>The operation alone; nothing is recorded.</summary>
    public static void Forward(Func<Tensor> run)
    {
        using var limit = CpuThreads.Limit(1);
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        run();
    }

    /// <summary>The operation and the gradients of everything that requires one; dY is all ones.</summary>
    public static void Both(Func<Tensor> run)
    {
        using var limit = CpuThreads.Limit(1);
        using var scope = TensorScope.Begin();
        var y = run();
        y.Backward(Tensor.Ones(y.Shape), release: true);
    }

    /// <summary>Random values; a leaf that requires a gradient.</summary>
    public static Tensor Leaf(ulong seed, Shape shape) => Tensor.Normal(new Rng(seed), shape).RequireGradient();
}
