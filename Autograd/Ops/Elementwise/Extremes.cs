using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>y = max(a, b), element by element after broadcasting; NaN when either is NaN.</summary>
/// <remarks>∂y/∂a = 1 where a is the larger, 0 where b is, ½ where they are equal, so that both always add up to 1.</remarks>
internal readonly struct Maximum : IElementwisePair
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Value<TLane>(TLane a, TLane b) where TLane : struct, ILane<TLane> => TLane.Max(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane DerivativeA<TLane>(TLane a, TLane b) where TLane : struct, ILane<TLane> => ExtremeMath.ShareOfLarger(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane DerivativeB<TLane>(TLane a, TLane b) where TLane : struct, ILane<TLane> => ExtremeMath.ShareOfLarger(b, a);
}

/// <summary>y = min(a, b), element by element after broadcasting; NaN when either is NaN.</summary>
/// <remarks>∂y/∂a = 1 where a is the smaller, 0 where b is, ½ where they are equal.</remarks>
internal readonly struct Minimum : IElementwisePair
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Value<TLane>(TLane a, TLane b) where TLane : struct, ILane<TLane> => TLane.Min(a, b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane DerivativeA<TLane>(TLane a, TLane b) where TLane : struct, ILane<TLane> => ExtremeMath.ShareOfLarger(b, a);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane DerivativeB<TLane>(TLane a, TLane b) where TLane : struct, ILane<TLane> => ExtremeMath.ShareOfLarger(a, b);
}

/// <summary>The operations on tensors.</summary>
public static class ExtremeOps
{
    /// <summary>The larger of two, element by element after broadcasting; of equals, each gets half of the gradient.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">A shape that broadcasts with a's.</param>
    public static Tensor Maximum(this Tensor a, Tensor b) => Elementwise.Apply<Maximum>(a, b);

    /// <summary>The smaller of two, element by element after broadcasting; of equals, each gets half of the gradient.</summary>
    /// <param name="a">Any shape.</param>
    /// <param name="b">A shape that broadcasts with a's.</param>
    public static Tensor Minimum(this Tensor a, Tensor b) => Elementwise.Apply<Minimum>(a, b);
}

internal static class ExtremeMath
{
    /// <summary>1 where a is larger than b, 0 where it is smaller, else ½.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLane ShareOfLarger<TLane>(TLane a, TLane b) where TLane : struct, ILane<TLane> =>
        TLane.SelectGreater(a, b, TLane.Of(1), TLane.SelectGreater(b, a, TLane.Of(0), TLane.Of(0.5)));
}
