using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>y = tanh x = (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ), element by element.</summary>
/// <remarks>
/// With u = eˣ − e⁻ˣ and v = eˣ + e⁻ˣ: u′ = v and v′ = u, so dy/dx = (v² − u²)/v² = 1 − y². For |x| ≥ ½ the value is ±(1 − e)/(1 + e)
/// with e = exp(−2|x|) ≤ 1, which cannot overflow. Below, where 1 − e would lose digits, it is the continued fraction
/// x/(1 + x²/(3 + x²/(5 + …))) cut off at 13, a quotient of polynomials whose error is below 3e-16 there.
/// </remarks>
public readonly struct Tanh : IElementwise
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Value<TLane>(TLane x) where TLane : struct, ILane<TLane>
    {
        var size = TLane.Abs(x);
        var e = TLane.Exp(size * TLane.Of(-2));
        var large = (TLane.Of(1) - e) / (TLane.Of(1) + e);
        var s = x * x;
        var above = TLane.MultiplyAdd(TLane.MultiplyAdd(s + TLane.Of(378), s, TLane.Of(17325)), s, TLane.Of(135135));
        var below = TLane.MultiplyAdd(
            TLane.MultiplyAdd(TLane.MultiplyAdd(s, TLane.Of(28), TLane.Of(3150)), s, TLane.Of(62370)), s, TLane.Of(135135));
        return TLane.SelectGreater(TLane.Of(0.5), size, x * above / below, TLane.SelectGreater(x, TLane.Of(0), large, -large));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Derivative<TLane>(TLane x, TLane y) where TLane : struct, ILane<TLane> => TLane.Of(1) - (y * y);
}

/// <summary>The operation on tensors.</summary>
public static class TanhOp
{
    /// <summary>y = tanh x, between −1 and 1, element by element.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>x's shape.</returns>
    public static Tensor Tanh(this Tensor x) => Elementwise.Apply<Tanh>(x);
}
