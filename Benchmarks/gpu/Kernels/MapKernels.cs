using Gexia.Cpu;
using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>A function of three numbers through any lane.</summary>
internal interface IMap
{
    TLane Of<TLane>(TLane a, TLane b, TLane c) where TLane : struct, ILane<TLane>;
}

/// <summary>f(a).</summary>
internal readonly struct Values<TFunction>(TFunction f) : IMap where TFunction : struct, IElementwise
{
    public TLane Of<TLane>(TLane a, TLane b, TLane c) where TLane : struct, ILane<TLane> => f.Value(a);
}

/// <summary>c·f′(a): the gradient where c is the gradient of f(a).</summary>
internal readonly struct Derivatives<TFunction>(TFunction f) : IMap where TFunction : struct, IElementwise
{
    public TLane Of<TLane>(TLane a, TLane b, TLane c) where TLane : struct, ILane<TLane> => c * f.Derivative(a, f.Value(a));
}

/// <summary>f(a, b).</summary>
internal readonly struct PairValues<TFunction>(TFunction f) : IMap where TFunction : struct, IElementwisePair
{
    public TLane Of<TLane>(TLane a, TLane b, TLane c) where TLane : struct, ILane<TLane> => f.Value(a, b);
}

/// <summary>c·∂f/∂b.</summary>
internal readonly struct PairSlopes<TFunction>(TFunction f) : IMap where TFunction : struct, IElementwisePair
{
    public TLane Of<TLane>(TLane a, TLane b, TLane c) where TLane : struct, ILane<TLane> => c * f.DerivativeB(a, b);
}

/// <summary>One kernel for every elementwise operation: the project's own functions with its scalar lane.</summary>
internal static class MapKernels
{
    public const int Threads = 128;

    /// <summary>Groups for so many values.</summary>
    public static KernelConfig Config(int count) => new((count + Threads - 1) / Threads, Threads);

    /// <summary>y = map(a, b, c).</summary>
    public static void Map<TMap>(TMap map, ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> y)
        where TMap : unmanaged, IMap
    {
        var i = Grid.GlobalIndex.X;
        if (i < y.IntLength) y[i] = map.Of(new F32x1(a[i]), new F32x1(b[i]), new F32x1(c[i])).V;
    }

    /// <summary>The same on the processor.</summary>
    public static float Of<TMap>(TMap map, float a, float b, float c) where TMap : unmanaged, IMap =>
        map.Of(new F32x1(a), new F32x1(b), new F32x1(c)).V;

    public static KernelSource Source<TMap>(string name, PtxChanges changes = PtxChanges.Branches) where TMap : unmanaged, IMap =>
        new($"map-{name}{(changes.HasFlag(PtxChanges.Rounding) ? "-rn" : "")}", Map<TMap>, Threads, changes);
}
