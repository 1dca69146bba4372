using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>OpenAI CLIP's activation y = x·σ(1.702x), element by element.</summary>
/// <remarks>With s = σ(1.702x) and σ′ = σ(1 − σ): dy/dx = s + 1.702x·s(1 − s) = s·(1 + 1.702x·(1 − s)).
/// The exponent is clamped at 88, where y is off by less than 7e-39·|x|. Source: openai/CLIP, clip/model.py.</remarks>
public readonly struct QuickGelu : IElementwise
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Value<TLane>(TLane x)
        where TLane : struct, ILane<TLane> => x / (TLane.Of(1) + TLane.ExpFlushed(TLane.AtMost(x * TLane.Of(-1.702), TLane.Of(88))));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLane Derivative<TLane>(TLane x, TLane y) where TLane : struct, ILane<TLane>
    {
        var s = GatedMath.Gate(x, y);
        return s * TLane.MultiplyAdd(x * TLane.Of(1.702), TLane.Of(1) - s, TLane.Of(1));
    }
}

/// <summary>The operation on tensors.</summary>
public static class QuickGeluOp
{
    /// <summary>OpenAI CLIP's activation y = x·σ(1.702x), element by element.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>x's shape.</returns>
    public static Tensor QuickGelu(this Tensor x) => Elementwise.Apply<QuickGelu>(x);
}
