using System.Runtime.CompilerServices;

namespace Gexia.Gpu;

/// <summary>What tensor cores multiply: two kinds of 16-bit numbers.</summary>
internal interface ITensorUnit
{
    /// <inheritdoc cref="Instructions.MatrixMultiplyAdd"/>
    static abstract F4 MultiplyAdd(U4 a, uint b0, uint b1, F4 c);
}

/// <summary>bfloat16.</summary>
internal readonly struct BFloat16Unit : ITensorUnit
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F4 MultiplyAdd(U4 a, uint b0, uint b1, F4 c) => Instructions.MatrixMultiplyAdd(a, b0, b1, c);
}

/// <summary>float16.</summary>
internal readonly struct Float16Unit : ITensorUnit
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F4 MultiplyAdd(U4 a, uint b0, uint b1, F4 c) => Instructions.HalfMatrixMultiplyAdd(a, b0, b1, c);
}

/// <summary>A lane's part of its warp's rows of A and 64 columns of B over sixteen of k.</summary>
internal struct TensorOperands
{
    public U4 A0, A1, A2, A3, B01, B23, B45, B67;

    /// <param name="shared">The stages.</param>
    /// <param name="a">What the lane names of A's first sixteen rows.</param>
    /// <param name="b">What it names of B's.</param>
    /// <param name="step">Sixteens of k.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorOperands Load<TView, TTile, TA, TB>(TView shared, int a, int b, int step)
        where TView : struct, IView<float>
        where TTile : struct, ITensorTile
        where TA : struct, ITensorOrder
        where TB : struct, ITensorOrder
    {
        var loaded = new TensorOperands
        {
            B01 = TB.Load(ref shared.At<U4>(TB.At(b, 0, step, TTile.ShiftB))),
            B23 = TB.Load(ref shared.At<U4>(TB.At(b, 1, step, TTile.ShiftB))),
            B45 = TB.Load(ref shared.At<U4>(TB.At(b, 2, step, TTile.ShiftB))),
            B67 = TB.Load(ref shared.At<U4>(TB.At(b, 3, step, TTile.ShiftB))),
            A0 = TA.Load(ref shared.At<U4>(TA.At(a, 0, step, TTile.ShiftA))),
            A1 = TA.Load(ref shared.At<U4>(TA.At(a, 1, step, TTile.ShiftA))),
        };
        if (TTile.Strips > 2)
        {
            loaded.A2 = TA.Load(ref shared.At<U4>(TA.At(a, 2, step, TTile.ShiftA)));
            loaded.A3 = TA.Load(ref shared.At<U4>(TA.At(a, 3, step, TTile.ShiftA)));
        }
        return loaded;
    }
}

/// <summary>A lane's sums of 16×64 of C, in tiles of 16×8.</summary>
internal struct TensorStrip
{
    public F4 C0, C1, C2, C3, C4, C5, C6, C7;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorStrip MultiplyAdd<TUnit>(U4 a, TensorOperands o, TensorStrip c) where TUnit : struct, ITensorUnit => new()
    {
        C0 = TUnit.MultiplyAdd(a, o.B01.X, o.B01.Y, c.C0),
        C1 = TUnit.MultiplyAdd(a, o.B01.Z, o.B01.W, c.C1),
        C2 = TUnit.MultiplyAdd(a, o.B23.X, o.B23.Y, c.C2),
        C3 = TUnit.MultiplyAdd(a, o.B23.Z, o.B23.W, c.C3),
        C4 = TUnit.MultiplyAdd(a, o.B45.X, o.B45.Y, c.C4),
        C5 = TUnit.MultiplyAdd(a, o.B45.Z, o.B45.W, c.C5),
        C6 = TUnit.MultiplyAdd(a, o.B67.X, o.B67.Y, c.C6),
        C7 = TUnit.MultiplyAdd(a, o.B67.Z, o.B67.W, c.C7),
    };

    /// <summary>Writes the sums as rows of 64 floats into shared memory.</summary>
    /// <param name="shared">Where.</param>
    /// <param name="at">The lane's first element.</param>
    /// <param name="pitch">Floats from row to row.</param>
    public readonly void Put<TView>(TView shared, int at, int pitch) where TView : struct, IView<float>
    {
        Put(shared, at, pitch, C0);
        Put(shared, at + 8, pitch, C1);
        Put(shared, at + 16, pitch, C2);
        Put(shared, at + 24, pitch, C3);
        Put(shared, at + 32, pitch, C4);
        Put(shared, at + 40, pitch, C5);
        Put(shared, at + 48, pitch, C6);
        Put(shared, at + 56, pitch, C7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TView>(TView shared, int at, int pitch, F4 v) where TView : struct, IView<float>
    {
        shared.At<F2>(at >> 1) = new F2 { X = v.X, Y = v.Y };
        shared.At<F2>((at >> 1) + (4 * pitch)) = new F2 { X = v.Z, Y = v.W };
    }
}

/// <summary>A lane's sums of its warp's part of C.</summary>
internal struct TensorSums
{
    public TensorStrip R0, R1, R2, R3;

    /// <summary>sums + A·B over sixteen of k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TensorSums MultiplyAdd<TTile, TUnit>(TensorOperands o, TensorSums sums)
        where TTile : struct, ITensorTile
        where TUnit : struct, ITensorUnit
    {
        var next = sums;
        next.R0 = TensorStrip.MultiplyAdd<TUnit>(o.A0, o, sums.R0);
        next.R1 = TensorStrip.MultiplyAdd<TUnit>(o.A1, o, sums.R1);
        if (TTile.Strips > 2)
        {
            next.R2 = TensorStrip.MultiplyAdd<TUnit>(o.A2, o, sums.R2);
            next.R3 = TensorStrip.MultiplyAdd<TUnit>(o.A3, o, sums.R3);
        }
        return next;
    }
}
