using System.Runtime.CompilerServices;

namespace Gexia.Gpu;

/// <summary>
/// What a thread copies into shared memory: of every 64 of k its chunks of A, then of B. A stage holds A's lines, then B's.
/// </summary>
internal readonly struct TensorFeed<TTile, TA, TB>
    where TTile : struct, ITensorTile
    where TA : struct, ITensorOrder
    where TB : struct, ITensorOrder
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly TensorOperand a, b;
    private readonly CopyPlace placeA, placeB;
    private readonly int lastK;

    public TensorFeed(TensorOperand a, TensorOperand b, int row, int column, int firstK, int lastK, int thread)
        : this(
            a, b, TA.First(a, row, firstK, lastK, thread, TTile.ShiftA), TB.First(b, column, firstK, lastK, thread, TTile.ShiftB), lastK)
    {
    }

    private TensorFeed(TensorOperand a, TensorOperand b, CopyPlace placeA, CopyPlace placeB, int lastK) =>
        (this.a, this.b, this.placeA, this.placeB, this.lastK) = (a, b, placeA, placeB, lastK);

    /// <summary>Threads of a group.</summary>
    public static int Threads => 32 * TTile.WarpRows * TTile.WarpColumns;

    /// <summary>Chunk of a stage where B begins.</summary>
    public static int StartOfB => 64 << TTile.ShiftA;

    /// <summary>Chunks of a stage.</summary>
    public static int Stage => (64 << TTile.ShiftA) + (64 << TTile.ShiftB);

    /// <summary>The next 64 of k, in another stage.</summary>
    /// <param name="move">Chunks from this stage to that.</param>
    [MethodImpl(Inline)]
    public TensorFeed<TTile, TA, TB> Next(int move) =>
        new(a, b, TA.Next(placeA, a.Pitch, move), TB.Next(placeB, b.Pitch, move), lastK);

    /// <summary>Begins the copies. Lines and parts of lines that are not there become zeros.</summary>
    [MethodImpl(Inline)]
    public void Copy<TView>(TView shared, TView fromA, TView fromB) where TView : struct, IView<float>
    {
        Copies<TView>.Of<TA>(shared, fromA, a, placeA, 0, Threads, TTile.ShiftA, lastK).All((64 << TTile.ShiftA) > 4 * Threads);
        Copies<TView>.Of<TB>(shared, fromB, b, placeB, StartOfB, Threads, TTile.ShiftB, lastK).All((64 << TTile.ShiftB) > 4 * Threads);
    }
}

/// <summary>The copies of one operand that a thread begins for a stage: four or eight, each some lines further.</summary>
internal readonly struct Copies<TView> where TView : struct, IView<float>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly TView shared, from;
    private readonly int to, threads, chunk, chunks, last, line, lines, limit, bytes;

    private Copies(
        TView shared, TView from, int to, int threads, int chunk, int chunks, int last, int line, int lines, int limit, int bytes)
    {
        (this.shared, this.from, this.to, this.threads, this.chunk, this.chunks) = (shared, from, to, threads, chunk, chunks);
        (this.last, this.line, this.lines, this.limit, this.bytes) = (last, line, lines, limit, bytes);
    }

    [MethodImpl(Inline)]
    public static Copies<TView> Of<TOrder>(
        TView shared, TView from, TensorOperand operand, CopyPlace place, int start, int threads, int shift, int lastK)
        where TOrder : struct, ITensorOrder
    {
        var lines = threads >> TOrder.LineShift(shift);
        return new(
            shared, from, start + place.To, threads, place.From, lines * operand.Pitch, operand.Last, place.Line, lines,
            TOrder.Limit(operand, lastK), Math.Max(0, Math.Min(16, place.Left)));
    }

    /// <summary>All of them, written out: ILGPU unrolls nothing.</summary>
    [MethodImpl(Inline)]
    public void All(bool areEight)
    {
        One(0);
        One(1);
        One(2);
        One(3);
        if (!areEight) return;
        One(4);
        One(5);
        One(6);
        One(7);
    }

    // Of a line that is not there no byte is read, but the address must be one.
    [MethodImpl(Inline)]
    private void One(int pass)
    {
        var index = Math.Min(chunk + (pass * chunks), last);
        Instructions.CopyAsync(
            ref shared.At<U4>(to + (pass * threads)), ref from.At<U4>(index), line + (pass * lines) < limit ? bytes : 0);
    }
}
