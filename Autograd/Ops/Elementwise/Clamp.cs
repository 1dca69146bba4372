using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>y = min(max(x, low), high), element by element.</summary>
/// <remarks>dy/dx = 1 strictly inside (low, high), 0 outside; at the ends we take 0.</remarks>
internal readonly struct Clamp(double low, double high) : IElementwise
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Value<TLane>(TLane x) where TLane : struct, ILane<TLane> => TLane.Min(TLane.Max(x, TLane.Of(low)), TLane.Of(high));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Derivative<TLane>(TLane x, TLane y) where TLane : struct, ILane<TLane> =>
        TLane.SelectGreater(x, TLane.Of(low), TLane.SelectGreater(TLane.Of(high), x, TLane.Of(1), TLane.Of(0)), TLane.Of(0));
}

/// <summary>The operation on tensors.</summary>
public static class ClampOp
{
    /// <summary>y = min(max(x, low), high), element by element; the gradient is 0 where it was clamped.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="low">Lower bound.</param>
    /// <param name="high">Upper bound, at least low.</param>
    public static Tensor Clamp(this Tensor x, double low, double high) => Elementwise.Apply(x, new Clamp(low, high));
}
