using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>y = max(x, 0), element by element.</summary>
/// <remarks>dy/dx = 1 above 0 and 0 below; at 0 we take 0, as is usual.</remarks>
public readonly struct Relu : IElementwise
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Value<TLane>(TLane x) where TLane : struct, ILane<TLane> => TLane.Max(x, TLane.Of(0));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Derivative<TLane>(TLane x, TLane y)
        where TLane : struct, ILane<TLane> => TLane.SelectGreater(x, TLane.Of(0), TLane.Of(1), TLane.Of(0));
}

/// <summary>The operation on tensors.</summary>
public static class ReluOp
{
    /// <summary>y = max(x, 0), element by element; the gradient is 0 at 0 and below.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>x's shape.</returns>
    public static Tensor Relu(this Tensor x) => Elementwise.Apply<Relu>(x);
}
