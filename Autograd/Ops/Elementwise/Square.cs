using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>y = x², element by element.</summary>
/// <remarks>dy/dx = 2x.</remarks>
internal readonly struct Square : IElementwise
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Value<TLane>(TLane x) where TLane : struct, ILane<TLane> => x * x;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Derivative<TLane>(TLane x, TLane y) where TLane : struct, ILane<TLane> => x + x;
}

/// <summary>The operation on tensors.</summary>
public static class SquareOp
{
    /// <summary>y = x², element by element.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>x's shape.</returns>
    public static Tensor Square(this Tensor x) => Elementwise.Apply<Square>(x);
}
