using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>y = f(x), as a map.</summary>
internal readonly struct Activation<TFunction>(TFunction f) : IMap1 where TFunction : struct, IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Of<TLane>(TLane x) where TLane : struct, ILane<TLane> => f.Value(x);
}

/// <summary>dx = dy·f′(x), as a map.</summary>
internal readonly struct ActivationBackward<TFunction>(TFunction f) : IMap3 where TFunction : struct, IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Of<TLane>(TLane dY, TLane x, TLane y) where TLane : struct, ILane<TLane> => dY * f.Derivative(x, y);
}
