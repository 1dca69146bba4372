using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>y = √x, element by element; NaN below 0.</summary>
/// <remarks>dy/dx = 1/(2√x) = 1/(2y); +∞ at 0.</remarks>
internal readonly struct Sqrt : IElementwise
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Value<TLane>(TLane x) where TLane : struct, ILane<TLane> => TLane.Sqrt(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Derivative<TLane>(TLane x, TLane y) where TLane : struct, ILane<TLane> => TLane.Of(0.5) / y;
}

/// <summary>The operation on tensors.</summary>
public static class SqrtOp
{
    /// <summary>y = √x, element by element; NaN below 0.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>x's shape.</returns>
    public static Tensor Sqrt(this Tensor x) => Elementwise.Apply<Sqrt>(x);
}
