using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>y = ln x, element by element; −∞ at 0, NaN below.</summary>
/// <remarks>dy/dx = 1/x.</remarks>
internal readonly struct Log : IElementwise
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Value<TLane>(TLane x) where TLane : struct, ILane<TLane> => TLane.Log(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Derivative<TLane>(TLane x, TLane y) where TLane : struct, ILane<TLane> => TLane.Of(1) / x;
}

/// <summary>The operation on tensors.</summary>
public static class LogOp
{
    /// <summary>y = ln x, element by element; −∞ at 0, NaN below.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>x's shape.</returns>
    public static Tensor Log(this Tensor x) => Elementwise.Apply<Log>(x);
}
