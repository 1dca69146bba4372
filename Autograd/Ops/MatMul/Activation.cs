using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>y = f(z) for the pieces of z that a product has just finished; y may be z.</summary>
internal readonly struct ActivationEpilogue<TActivation>(TActivation f, Tensor y) : IGemmEpilogue where TActivation : struct, IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public unsafe void Apply<TLane, T>(T* values, long column, int count, long row)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var target = y.Pointer<T>() + (row * y.Shape[1]) + column;
        var i = 0;
        for (; i + TLane.Count <= count; i += TLane.Count) TLane.Store(f.Value(TLane.Load(values + i)), target + i);
        if (i < count) TLane.StorePart(f.Value(TLane.LoadPart(values + i, count - i, TLane.Of(0))), target + i, count - i);
    }
}

/// <summary>dz = dy·f′(z).</summary>
internal readonly struct ActivationBackward<TActivation>(TActivation f) : IMap3 where TActivation : struct, IElementwise
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Of<TLane>(TLane z, TLane y, TLane dY) where TLane : struct, ILane<TLane> => dY * f.Slope(z, y);
}
