using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>The logistic function y = σ(x) = 1/(1 + e⁻ˣ), element by element.</summary>
/// <remarks>dy/dx = e⁻ˣ/(1 + e⁻ˣ)² = y(1 − y).</remarks>
public readonly struct Sigmoid : IElementwise
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Value<TLane>(TLane x) where TLane : struct, ILane<TLane> => TLane.Of(1) / (TLane.Of(1) + TLane.Exp(-x));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Derivative<TLane>(TLane x, TLane y) where TLane : struct, ILane<TLane> => y * (TLane.Of(1) - y);
}

/// <summary>The operation on tensors.</summary>
public static class SigmoidOp
{
    /// <summary>The logistic function y = σ(x) = 1/(1 + e⁻ˣ), element by element.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>x's shape.</returns>
    public static Tensor Sigmoid(this Tensor x) => Elementwise.Apply<Sigmoid>(x);
}
