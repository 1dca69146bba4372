using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>y = xᵖ for a constant p, element by element.</summary>
/// <remarks>
/// dy/dx = p·xᵖ⁻¹; 0 for p = 0.
/// A whole p of up to 64 in size is multiplied out by squaring, for any x. Any other is y = exp(p·ln x), which is NaN below 0; its relative
/// error is about that of p·ln x, so in float32 |p·ln x|·6e-8.
/// </remarks>
internal readonly struct Pow(double exponent) : IElementwise
{
    private const int MostWhole = 64;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Value<TLane>(TLane x) where TLane : struct, ILane<TLane> => Raise(x, exponent);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Derivative<TLane>(TLane x, TLane y) where TLane : struct, ILane<TLane> =>
        exponent == 0 ? TLane.Of(0) : TLane.Of(exponent) * Raise(x, exponent - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLane Raise<TLane>(TLane x, double p) where TLane : struct, ILane<TLane>
    {
        if (Math.Abs(p) > MostWhole || Math.Floor(p) != p) return TLane.Exp(TLane.Of(p) * TLane.Log(x));
        var product = TLane.Of(1);
        for (var bits = (int)Math.Abs(p); bits > 0; bits >>= 1)
        {
            if ((bits & 1) == 1) product *= x;
            x *= x;
        }
        return p < 0 ? TLane.Of(1) / product : product;
    }
}

/// <summary>The operation on tensors.</summary>
public static class PowOp
{
    /// <summary>y = xᵖ, element by element.</summary>
    /// <param name="x">Any shape. Below 0 the power is NaN unless p is whole and at most 64 in size.</param>
    /// <param name="exponent">p, a constant.</param>
    /// <returns>x's shape.</returns>
    public static Tensor Pow(this Tensor x, double exponent) => Elementwise.Apply(x, new Pow(exponent));
}
