using System.Numerics;

namespace Gexia.Cpu;

/// <summary>
/// C = alpha · A·B + bias, or C += the same: A is [m, k], B is [k, n], C is [m, n]. A transposed operand is the same
/// memory with its two strides exchanged. Strides count elements.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
internal unsafe struct GemmProblem<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public GemmProblem() { }

    public required long M, N, K;

    public required T* A;
    public required long ARow, AColumn;

    public required T* B;
    public required long BRow, BColumn;

    /// <summary>Float only: B in another form, which is then read instead; its place in memory above is not.</summary>
    public PackedPanels Packed;

    /// <summary>Rows contiguous; must not overlap A, B or bias.</summary>
    public required T* C;
    public required long CRow;

    public T Alpha = T.One;

    /// <summary>[n], added to every row; or null.</summary>
    public T* Bias;

    /// <summary>Adds to C instead of overwriting it.</summary>
    public bool Accumulate;
}

/// <summary>
/// How the products of a batch lie: two nested counts (as in [batch, heads]) with the strides of each operand.
/// A stride of 0 shares the operand (never C).
/// </summary>
internal struct GemmBatch
{
    public GemmBatch() { }

    public long Outer = 1, Inner = 1;
    public long AOuter, AInner;
    public long BOuter, BInner;
    public long COuter, CInner;

    public readonly long Count => Outer * Inner;
}

/// <summary>What happens to finished tiles of C while they are in the cache: an activation, a residual.</summary>
internal interface IGemmEpilogue
{
    /// <summary>Changes finished values in place. Called once for each value of C.</summary>
    /// <param name="values">The first of them.</param>
    /// <param name="stride">Elements from one row of values to the next.</param>
    /// <param name="column">The first column in C.</param>
    /// <param name="count">How many columns, side by side.</param>
    /// <param name="row">The first row in C; products of a batch count on (index · m + row).</param>
    /// <param name="rows">How many rows.</param>
    unsafe void Apply<TLane, T>(T* values, long stride, long column, int count, long row, int rows)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>;

    /// <summary>Called when the product begins to make values of several rows: asks the caches for what <see cref="Apply"/> will read.</summary>
    /// <param name="column">The first column.</param>
    /// <param name="count">How many columns.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">How many rows.</param>
    void Fetch<T>(long column, int count, long row, int rows) where T : unmanaged;
}

/// <summary>Leaves C as it is.</summary>
internal readonly struct NoEpilogue : IGemmEpilogue
{
    public unsafe void Apply<TLane, T>(T* values, long stride, long column, int count, long row, int rows)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
    }

    public void Fetch<T>(long column, int count, long row, int rows) where T : unmanaged
    {
    }
}
