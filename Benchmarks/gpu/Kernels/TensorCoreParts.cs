using System.Runtime.CompilerServices;
using ILGPU;

namespace Gexia.Benchmarks.Gpu;

/// <summary>The copies of one operand that a thread begins for a stage: every step-th row.</summary>
internal readonly struct Copies(ArrayView<U4> shared, ArrayView<U4> from, int rows, int step, int stepChunks, int chunkShift)
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly ArrayView<U4> shared = shared, from = from;
    private readonly int rows = rows, step = step, stepChunks = stepChunks, chunkShift = chunkShift;

    /// <summary>2, 4, 8 or 16 copies, written out: ILGPU unrolls nothing.</summary>
    [MethodImpl(Inline)]
    public void Copy(int passes, int to, int at, int row, int bytes)
    {
        Four(to, at, row, bytes, 0, passes);
        if (passes > 4) Four(to, at, row, bytes, 4, passes);
        if (passes > 8)
        {
            Four(to, at, row, bytes, 8, passes);
            Four(to, at, row, bytes, 12, passes);
        }
    }

    [MethodImpl(Inline)]
    private void Four(int to, int at, int row, int bytes, int first, int passes)
    {
        One(to, at, row, bytes, first);
        One(to, at, row, bytes, first + 1);
        if (passes > 2)
        {
            One(to, at, row, bytes, first + 2);
            One(to, at, row, bytes, first + 3);
        }
    }

    // Of a row that is not there no byte is read, but the address must be one.
    [MethodImpl(Inline)]
    private void One(int to, int at, int row, int bytes, int pass)
    {
        var index = Math.Min(at + (pass * stepChunks), from.IntLength - 1);
        Instructions.CopyAsync(ref shared[to + ((pass * step) << chunkShift)], ref from[index], row + (pass * step) < rows ? bytes : 0);
    }
}

/// <summary>A lane's part of 64 rows of A and 64 of B over sixteen of k.</summary>
internal struct Operands
{
    public U4 A0, A1, A2, A3, B01, B23, B45, B67;

    /// <param name="shared">The stages.</param>
    /// <param name="a">What the lane names of A's first sixteen rows.</param>
    /// <param name="b">What it names of B's.</param>
    /// <param name="sixteen">Chunks of sixteen rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Operands Load(ArrayView<U4> shared, int a, int b, int sixteen) => new()
    {
        B01 = Instructions.LoadMatrices(ref shared[b]),
        B23 = Instructions.LoadMatrices(ref shared[b + sixteen]),
        B45 = Instructions.LoadMatrices(ref shared[b + (2 * sixteen)]),
        B67 = Instructions.LoadMatrices(ref shared[b + (3 * sixteen)]),
        A0 = Instructions.LoadMatrices(ref shared[a]),
        A1 = Instructions.LoadMatrices(ref shared[a + sixteen]),
        A2 = Instructions.LoadMatrices(ref shared[a + (2 * sixteen)]),
        A3 = Instructions.LoadMatrices(ref shared[a + (3 * sixteen)]),
    };
}

/// <summary>A lane's sums of 16×64 of C, in tiles of 16×8.</summary>
internal struct Strip
{
    public F4 C0, C1, C2, C3, C4, C5, C6, C7;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Strip MultiplyAdd(U4 a, U4 b01, U4 b23, U4 b45, U4 b67, Strip c) => new()
    {
        C0 = Instructions.MatrixMultiplyAdd(a, b01.X, b01.Y, c.C0),
        C1 = Instructions.MatrixMultiplyAdd(a, b01.Z, b01.W, c.C1),
        C2 = Instructions.MatrixMultiplyAdd(a, b23.X, b23.Y, c.C2),
        C3 = Instructions.MatrixMultiplyAdd(a, b23.Z, b23.W, c.C3),
        C4 = Instructions.MatrixMultiplyAdd(a, b45.X, b45.Y, c.C4),
        C5 = Instructions.MatrixMultiplyAdd(a, b45.Z, b45.W, c.C5),
        C6 = Instructions.MatrixMultiplyAdd(a, b67.X, b67.Y, c.C6),
        C7 = Instructions.MatrixMultiplyAdd(a, b67.Z, b67.W, c.C7),
    };
}

/// <summary>A lane's sums of the 64×64 of its warp.</summary>
internal struct WarpTile
{
    public Strip R0, R1, R2, R3;

    /// <summary>sums + A·Bᵀ over sixteen of k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WarpTile MultiplyAdd(Operands o, WarpTile sums) => new()
    {
        R0 = Strip.MultiplyAdd(o.A0, o.B01, o.B23, o.B45, o.B67, sums.R0),
        R1 = Strip.MultiplyAdd(o.A1, o.B01, o.B23, o.B45, o.B67, sums.R1),
        R2 = Strip.MultiplyAdd(o.A2, o.B01, o.B23, o.B45, o.B67, sums.R2),
        R3 = Strip.MultiplyAdd(o.A3, o.B01, o.B23, o.B45, o.B67, sums.R3),
    };
}
