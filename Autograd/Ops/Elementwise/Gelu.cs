using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>The exact GELU y = x·Φ(x), Φ the standard normal distribution, element by element.</summary>
/// <remarks>Φ(x) = ½(1 + erf(x/√2)) and Φ′(x) = φ(x) = e^(−x²/2)/√(2π), so dy/dx = Φ(x) + x·φ(x).
/// Source: Hendrycks and Gimpel, arXiv 1606.08415.</remarks>
public readonly struct Gelu : IElementwise
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Value<TLane>(TLane x) where TLane : struct, ILane<TLane> => x * TLane.Phi(x);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Derivative<TLane>(TLane x, TLane y)
        where TLane : struct, ILane<TLane> => TLane.MultiplyAdd(x, GeluMath.Density(x), GatedMath.Gate(x, y));
}

/// <summary>The operation on tensors.</summary>
public static class GeluOp
{
    /// <summary>The exact GELU y = x·Φ(x), Φ the standard normal distribution, element by element.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>x's shape.</returns>
    public static Tensor Gelu(this Tensor x) => Elementwise.Apply<Gelu>(x);
}

internal static class GeluMath
{
    /// <summary>φ(x) = e^(−x²/2)/√(2π).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane Density<TLane>(TLane x) where TLane : struct, ILane<TLane> =>
        TLane.ExpFlushed(x * x * TLane.Of(-0.5)) * TLane.Of(0.39894228040143267794);
}
