using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>y = eˣ, element by element.</summary>
/// <remarks>dy/dx = eˣ = y.</remarks>
internal readonly struct Exp : IElementwise
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Value<TLane>(TLane x) where TLane : struct, ILane<TLane> => TLane.Exp(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Derivative<TLane>(TLane x, TLane y) where TLane : struct, ILane<TLane> => y;
}

/// <summary>The operation on tensors.</summary>
public static class ExpOp
{
    /// <summary>y = eˣ, element by element.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>x's shape.</returns>
    public static Tensor Exp(this Tensor x) => Elementwise.Apply<Exp>(x);
}
