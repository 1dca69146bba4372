using System.Runtime.CompilerServices;

namespace Gexia.Gpu;

/// <summary>The products that attention is made of, for a warp's sixteen rows, over blocks of 64×64 in shared memory.</summary>
internal static class TensorSteps
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;
    private const int Pitch = TensorCopy.Pitch;

    /// <summary>A·Bᵀ: sixteen rows of one block against the 64 of another.</summary>
    /// <param name="shared">The group's memory.</param>
    /// <param name="atA">The chunk where the block of A begins.</param>
    /// <param name="atB">Where that of B begins.</param>
    /// <param name="warp">Which sixteen rows of A.</param>
    /// <param name="lane">Number in the warp.</param>
    [MethodImpl(Inline)]
    public static TensorStrip Dots<TView>(TView shared, int atA, int atB, int warp, int lane) where TView : struct, IView<float>
    {
        var a = atA + (((warp << 4) + (lane & 15)) * Pitch) + (lane >> 4);
        var b = atB + (((lane & 7) + ((lane >> 4) << 3)) * Pitch) + ((lane >> 3) & 1);
        TensorStrip sums = default;
        sums = DotsStep(shared, a, b, sums);
        sums = DotsStep(shared, a + 2, b + 2, sums);
        sums = DotsStep(shared, a + 4, b + 4, sums);
        return DotsStep(shared, a + 6, b + 6, sums);
    }

    /// <summary>sums + A·B, where A is a strip that was computed before, rounded, and B a block of 64 rows.</summary>
    /// <param name="shared">The group's memory.</param>
    /// <param name="at">The chunk where the block of B begins.</param>
    /// <param name="strip">A.</param>
    /// <param name="lane">Number in the warp.</param>
    /// <param name="sums">What is added to.</param>
    [MethodImpl(Inline)]
    public static TensorStrip Add<TView>(TView shared, int at, TensorStrip strip, int lane, TensorStrip sums)
        where TView : struct, IView<float>
    {
        var b = at + ((lane & 15) * Pitch) + (lane >> 4);
        sums = AddStep(shared, strip.C0, strip.C1, b, sums);
        sums = AddStep(shared, strip.C2, strip.C3, b + (16 * Pitch), sums);
        sums = AddStep(shared, strip.C4, strip.C5, b + (32 * Pitch), sums);
        return AddStep(shared, strip.C6, strip.C7, b + (48 * Pitch), sums);
    }

    [MethodImpl(Inline)]
    private static TensorStrip DotsStep<TView>(TView shared, int a, int b, TensorStrip sums) where TView : struct, IView<float>
    {
        var loaded = new TensorOperands
        {
            B01 = Instructions.LoadMatrices(ref shared.At<U4>(b)),
            B23 = Instructions.LoadMatrices(ref shared.At<U4>(b + (16 * Pitch))),
            B45 = Instructions.LoadMatrices(ref shared.At<U4>(b + (32 * Pitch))),
            B67 = Instructions.LoadMatrices(ref shared.At<U4>(b + (48 * Pitch))),
            A0 = Instructions.LoadMatrices(ref shared.At<U4>(a)),
        };
        return TensorStrip.MultiplyAdd<BFloat16Unit>(loaded.A0, loaded, sums);
    }

    // What a lane holds of two tiles of a result is what it must hold of a left operand over sixteen of k.
    [MethodImpl(Inline)]
    private static TensorStrip AddStep<TView>(TView shared, F4 first, F4 second, int b, TensorStrip sums)
        where TView : struct, IView<float>
    {
        var loaded = new TensorOperands
        {
            B01 = Instructions.LoadMatricesTransposed(ref shared.At<U4>(b)),
            B23 = Instructions.LoadMatricesTransposed(ref shared.At<U4>(b + 2)),
            B45 = Instructions.LoadMatricesTransposed(ref shared.At<U4>(b + 4)),
            B67 = Instructions.LoadMatricesTransposed(ref shared.At<U4>(b + 6)),
            A0 = new U4
            {
                X = BFloat16.Pair(first.X, first.Y), Y = BFloat16.Pair(first.Z, first.W),
                Z = BFloat16.Pair(second.X, second.Y), W = BFloat16.Pair(second.Z, second.W),
            },
        };
        return TensorStrip.MultiplyAdd<BFloat16Unit>(loaded.A0, loaded, sums);
    }
}
