using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>A lane's sixteen numbers of one row of a <see cref="TensorStrip"/>.</summary>
internal readonly struct TensorHalf(Float4 a, Float4 b, Float4 c, Float4 d)
{
    private readonly Float4 a = a, b = b, c = c, d = d;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Most() => Larger(Larger(Most(a), Most(b)), Larger(Most(c), Most(d)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Sum() => (a.X + a.Y + (a.Z + a.W) + (b.X + b.Y + (b.Z + b.W))) + (c.X + c.Y + (c.Z + c.W) + (d.X + d.Y + (d.Z + d.W)));

    private static float Most(Float4 x) => Larger(Larger(x.X, x.Y), Larger(x.Z, x.W));

    private static float Larger(float a, float b) => F32x1.MaxOfNumbers(new(a), new(b)).V;
}

/// <summary>What attention does to the rows of a strip: a lane has parts of two, the upper in X and Y, the lower in Z and W.</summary>
internal static class TensorStripRows
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    [MethodImpl(Inline)]
    public static TensorHalf Upper(this TensorStrip s) => new(
        new(s.C0.X, s.C0.Y, s.C1.X, s.C1.Y), new(s.C2.X, s.C2.Y, s.C3.X, s.C3.Y), new(s.C4.X, s.C4.Y, s.C5.X, s.C5.Y),
        new(s.C6.X, s.C6.Y, s.C7.X, s.C7.Y));

    [MethodImpl(Inline)]
    public static TensorHalf Lower(this TensorStrip s) => new(
        new(s.C0.Z, s.C0.W, s.C1.Z, s.C1.W), new(s.C2.Z, s.C2.W, s.C3.Z, s.C3.W), new(s.C4.Z, s.C4.W, s.C5.Z, s.C5.W),
        new(s.C6.Z, s.C6.W, s.C7.Z, s.C7.W));

    /// <summary>The rows times a number each.</summary>
    [MethodImpl(Inline)]
    public static TensorStrip Scaled(this TensorStrip s, float upper, float lower) => new()
    {
        C0 = Scaled(s.C0, upper, lower), C1 = Scaled(s.C1, upper, lower), C2 = Scaled(s.C2, upper, lower), C3 = Scaled(s.C3, upper, lower),
        C4 = Scaled(s.C4, upper, lower), C5 = Scaled(s.C5, upper, lower), C6 = Scaled(s.C6, upper, lower), C7 = Scaled(s.C7, upper, lower),
    };

    /// <summary>e to each, less a number a row.</summary>
    [MethodImpl(Inline)]
    public static TensorStrip Exp(this TensorStrip s, float upper, float lower) => new()
    {
        C0 = Exp(s.C0, upper, lower), C1 = Exp(s.C1, upper, lower), C2 = Exp(s.C2, upper, lower), C3 = Exp(s.C3, upper, lower),
        C4 = Exp(s.C4, upper, lower), C5 = Exp(s.C5, upper, lower), C6 = Exp(s.C6, upper, lower), C7 = Exp(s.C7, upper, lower),
    };

    /// <summary>Writes the rows as bfloat16 into shared memory.</summary>
    /// <param name="s">The strip.</param>
    /// <param name="shared">Where.</param>
    /// <param name="at">The lane's first pair.</param>
    /// <param name="pitch">Pairs from row to row.</param>
    [MethodImpl(Inline)]
    public static void PutPairs<TView>(this TensorStrip s, TView shared, int at, int pitch) where TView : struct, IView<float>
    {
        Put(shared, at, pitch, s.C0);
        Put(shared, at + 4, pitch, s.C1);
        Put(shared, at + 8, pitch, s.C2);
        Put(shared, at + 12, pitch, s.C3);
        Put(shared, at + 16, pitch, s.C4);
        Put(shared, at + 20, pitch, s.C5);
        Put(shared, at + 24, pitch, s.C6);
        Put(shared, at + 28, pitch, s.C7);
    }

    [MethodImpl(Inline)]
    private static void Put<TView>(TView shared, int at, int pitch, F4 v) where TView : struct, IView<float>
    {
        shared.At<uint>(at) = BFloat16.Pair(v.X, v.Y);
        shared.At<uint>(at + (8 * pitch)) = BFloat16.Pair(v.Z, v.W);
    }

    [MethodImpl(Inline)]
    private static F4 Scaled(F4 c, float upper, float lower) =>
        new() { X = c.X * upper, Y = c.Y * upper, Z = c.Z * lower, W = c.W * lower };

    [MethodImpl(Inline)]
    private static F4 Exp(F4 c, float upper, float lower) => new()
    {
        X = F32x1.ExpFlushed(new(c.X - upper)).V, Y = F32x1.ExpFlushed(new(c.Y - upper)).V,
        Z = F32x1.ExpFlushed(new(c.Z - lower)).V, W = F32x1.ExpFlushed(new(c.W - lower)).V,
    };
}

/// <summary>Begins copies of blocks of 64 rows, 64 wide, into shared memory.</summary>
internal static class TensorCopy
{
    /// <summary>Chunks from row to row in shared memory.</summary>
    public const int Pitch = 9;

    /// <summary>Eight threads a row, sixteen rows at a time; rows that are not there become zeros.</summary>
    /// <param name="shared">The group's memory.</param>
    /// <param name="to">Its chunk where the block begins.</param>
    /// <param name="x">From where.</param>
    /// <param name="rows">How it lies.</param>
    /// <param name="from">The chunk where the first row begins.</param>
    /// <param name="count">Rows that are there: one at least.</param>
    /// <param name="thread">Number of 128.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Rows<TView>(TView shared, int to, TView x, TensorRows rows, int from, int count, int thread)
        where TView : struct, IView<float>
    {
        int row = thread >> 3, chunk = thread & 7;
        to += (row * Pitch) + chunk;
        from += chunk;
        One(shared, to, x, rows, from, row, count);
        One(shared, to + (16 * Pitch), x, rows, from, row + 16, count);
        One(shared, to + (32 * Pitch), x, rows, from, row + 32, count);
        One(shared, to + (48 * Pitch), x, rows, from, row + 48, count);
    }

    // Of a row that is not there no byte is read, but the address must be one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One<TView>(TView shared, int to, TView x, TensorRows rows, int from, int row, int count)
        where TView : struct, IView<float>
    {
        var bytes = 16;
        if (row >= count)
        {
            bytes = 0;
            row = count - 1;
        }
        Instructions.CopyAsync(ref shared.At<U4>(to), ref x.At<U4>(from + (row * rows.Row)), bytes);
    }
}
