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
    private readonly int fromA, fromB, leftK, start;

    /// <param name="a">A.</param>
    /// <param name="b">B.</param>
    /// <param name="row">The tile's first.</param>
    /// <param name="column">The tile's first.</param>
    /// <param name="tile">Which k.</param>
    /// <param name="thread">Its number.</param>
    public TensorFeed(TensorOperand a, TensorOperand b, int row, int column, TensorPlace tile, int thread)
    {
        (this.a, this.b) = (a, b);
        placeA = TA.First(a, row, tile.FirstK, thread, TTile.ShiftA);
        placeB = TB.First(b, column, tile.FirstK, thread, TTile.ShiftB);
        (fromA, fromB, leftK, start) = (placeA.From, placeB.From, tile.LastK - tile.FirstK, 0);
    }

    private TensorFeed(TensorFeed<TTile, TA, TB> last, int fromA, int fromB, int leftK, int start)
    {
        (a, b, placeA, placeB) = (last.a, last.b, last.placeA, last.placeB);
        (this.fromA, this.fromB, this.leftK, this.start) = (fromA, fromB, leftK, start);
    }

    /// <summary>Threads of a group.</summary>
    public static int Threads => 32 * TTile.WarpRows * TTile.WarpColumns;

    /// <summary>Chunk of a stage where B begins.</summary>
    public static int StartOfB => 64 << TTile.ShiftA;

    /// <summary>Chunks of a stage.</summary>
    public static int Stage => (64 << TTile.ShiftA) + (64 << TTile.ShiftB);

    /// <summary>Chunk of shared memory where the stage begins that is filled.</summary>
    public int Start => start;

    /// <summary>The next 64 of k, in another stage.</summary>
    /// <param name="move">Chunks from this stage to that.</param>
    [MethodImpl(Inline)]
    public TensorFeed<TTile, TA, TB> Next(int move) =>
        new(this, fromA + TA.Step(a.Pitch), fromB + TB.Step(b.Pitch), leftK - 64, start + move);

    /// <summary>Begins the copies. Lines and parts of lines that are not there become zeros.</summary>
    [MethodImpl(Inline)]
    public void Copy<TView>(TView shared, TView viewA, TView viewB) where TView : struct, IView<float>
    {
        int linesA = Threads >> TA.LineShift(TTile.ShiftA), linesB = Threads >> TB.LineShift(TTile.ShiftB);
        var copiesA = new Copies<TView>(
            shared, viewA, start + placeA.To, Threads, fromA, linesA * a.Pitch, a.Last, placeA.Line, linesA, TA.Limit(a, leftK),
            TA.Bytes(placeA, leftK));
        var copiesB = new Copies<TView>(
            shared, viewB, start + placeB.To + StartOfB, Threads, fromB, linesB * b.Pitch, b.Last, placeB.Line, linesB, TB.Limit(b, leftK),
            TB.Bytes(placeB, leftK));
        copiesA.All((64 << TTile.ShiftA) > 4 * Threads);
        copiesB.All((64 << TTile.ShiftB) > 4 * Threads);
    }
}

/// <summary>The copies of one operand that a thread begins for a stage: four or eight, each some lines further.</summary>
internal readonly struct Copies<TView> where TView : struct, IView<float>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    private readonly TView shared, from;
    private readonly int to, threads, chunk, chunks, last, line, lines, limit, bytes;

    public Copies(
        TView shared, TView from, int to, int threads, int chunk, int chunks, int last, int line, int lines, int limit, int bytes)
    {
        (this.shared, this.from, this.to, this.threads, this.chunk, this.chunks) = (shared, from, to, threads, chunk, chunks);
        (this.last, this.line, this.lines, this.limit, this.bytes) = (last, line, lines, limit, bytes);
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
