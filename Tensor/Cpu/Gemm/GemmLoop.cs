using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>
/// One thread's product: blocks of B that stay in the second cache, in it column panels up to three vectors wide, and
/// along each the row tiles up to nine high. A is read in place; B is packed where that pays. The blocks of k depend
/// on k alone, which fixes every element's order of sums.
/// </summary>
internal readonly unsafe struct GemmLoop<TLane, T, TEpilogue>(TEpilogue epilogue)
    where TLane : struct, ILane<TLane, T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TEpilogue : struct, IGemmEpilogue
{
    // Measured on 1 MiB of second cache: a block of B is MostK × MostN, and MostM rows of A and C pass by it.
    private const long MostK = 384;
    private const long MostM = 144;
    private const long MostN = 768;

    /// <summary>Bytes that B may span for rows read in place to stay in the first cache.</summary>
    private const long NearBytes = 32 << 10;

    /// <summary>Rows of A below which packing B costs more than it saves.</summary>
    private const long FewRows = 64;

    // Registers decide: 32 of 512 bits hold 9×3 sums, 16 narrower ones 6×2, with B's vectors and one of A beside them.
    private static int TileRows => TLane.Count == 16 ? 9 : 6;

    private static int TileVectors => TLane.Count == 16 ? 3 : 2;

    /// <summary>Multiplies; row and column say where in the epilogue's C this product begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(in GemmProblem<T> p, long row, long column)
    {
        if (p.M <= 0 || p.N <= 0) return;
        var inK = new EvenSplit(p.K, MostK);
        var inM = new EvenSplit(p.M, MostM);
        var inVectors = new EvenSplit((p.N + TLane.Count - 1) / TLane.Count, MostN / TLane.Count);
        for (long jb = 0; jb < inVectors.Parts; jb++)
        {
            var j = inVectors.Start(jb) * TLane.Count;
            for (long kb = 0; kb < inK.Parts; kb++)
            {
                var k = inK.Start(kb);
                Block block = default;
                block.K = inK.Length(kb);
                block.Columns = Math.Min(p.N - j, inVectors.Length(jb) * TLane.Count);
                block.Bias = kb == 0 && p.Bias != null ? p.Bias + j : null;
                block.Accumulate = p.Accumulate || kb > 0;
                block.IsLast = kb == inK.Parts - 1;
                block.B = p.B + k * p.BRow + j * p.BColumn;
                block.IsPacked = p.BColumn != 1 || (p.M >= FewRows && block.K * p.BRow * sizeof(T) > NearBytes);
                if (block.IsPacked) block.B = Pack(block, p.BRow, p.BColumn);
                for (long ib = 0; ib < inM.Parts; ib++)
                {
                    var i = inM.Start(ib);
                    block.Rows = inM.Length(ib);
                    block.A = p.A + i * p.ARow + k * p.AColumn;
                    block.C = p.C + i * p.CRow + j;
                    MultiplyBlock(p, block, row + i, column + j);
                }
            }
        }
    }

    /// <summary>One block of rows × columns × k.</summary>
    private struct Block
    {
        public long Rows, Columns, K;
        public T* A, B, C, Bias;
        public bool IsPacked, Accumulate, IsLast;
    }

    /// <summary>B panel after panel, each [k, width of the panel].</summary>
    private static T* Pack(in Block block, long row, long column)
    {
        var vectors = (block.Columns + TLane.Count - 1) / TLane.Count;
        var packed = (T*)GemmBuffers.OfThread.B(vectors * TLane.Count * block.K * sizeof(T));
        var panels = new EvenSplit(vectors, TileVectors);
        for (long panel = 0; panel < panels.Parts; panel++)
        {
            var j = panels.Start(panel) * TLane.Count;
            var width = (int)panels.Length(panel) * TLane.Count;
            Packing.Panel<TLane, T>(
                block.B + j * column, row, column, block.K, (int)Math.Min(width, block.Columns - j), width, packed + j * block.K);
        }
        return packed;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyBlock(in GemmProblem<T> p, in Block block, long row, long column)
    {
        TileWork<T> work;
        work.K = block.K;
        work.Alpha = p.Alpha;
        work.ARow = p.ARow;
        work.AStep = p.AColumn;
        work.Accumulate = block.Accumulate;
        var panels = new EvenSplit((block.Columns + TLane.Count - 1) / TLane.Count, TileVectors);
        var tiles = new EvenSplit(block.Rows, TileRows);
        var high = (int)tiles.Longest;
        for (long panel = 0; panel < panels.Parts; panel++)
        {
            var vectors = (int)panels.Length(panel);
            var width = vectors * TLane.Count;
            var j = panels.Start(panel) * TLane.Count;
            var columns = (int)Math.Min(width, block.Columns - j);
            var b = block.IsPacked ? block.B + j * block.K : block.B + j;
            work.BStep = block.IsPacked ? width : p.BRow;
            work.Bias = block.Bias != null ? block.Bias + j : null;
            work.CRow = p.CRow;
            var beside = columns < width ? Beside(block, p.BRow, columns, width, ref b, ref work) : null;

            var tall = Tiles.Of<TLane, T>(high, vectors);
            var low = high > 1 ? Tiles.Of<TLane, T>(high - 1, vectors) : tall;
            for (long tile = 0; tile < tiles.Parts; tile++)
            {
                var i = tiles.Start(tile);
                var rows = (int)tiles.Length(tile);
                var a = block.A + i * p.ARow;
                var c = block.C + i * p.CRow + j;
                var multiply = rows == high ? tall : low;
                if (beside == null) multiply(a, b, c, &work);
                else
                {
                    if (work.Accumulate) Copy(c, p.CRow, beside, width, rows, columns);
                    multiply(a, b, beside, &work);
                    Copy(beside, width, c, p.CRow, rows, columns);
                }
                if (typeof(TEpilogue) == typeof(NoEpilogue) || !block.IsLast) continue;
                for (var r = 0; r < rows; r++) epilogue.Apply<TLane, T>(c + r * p.CRow, column + j, columns, row + i + r);
            }
        }
    }

    /// <summary>
    /// Where the last vector would reach over the edge of B, bias and C, tiles read padded copies and write beside C:
    /// the arithmetic stays that of a whole panel. Returns the memory beside C, [tile rows, width].
    /// </summary>
    private static T* Beside(in Block block, long bRow, int columns, int width, ref T* b, ref TileWork<T> work)
    {
        if (!block.IsPacked)
        {
            var padded = (T*)GemmBuffers.OfThread.B(width * block.K * sizeof(T));
            Packing.Panel<TLane, T>(b, bRow, 1, block.K, columns, width, padded);
            b = padded;
            work.BStep = width;
        }
        var beside = (T*)GemmBuffers.OfThread.Tile((TileRows + 1) * width * sizeof(T));
        work.CRow = width;
        if (work.Bias != null)
        {
            var padded = beside + TileRows * width;
            Copy(work.Bias, 0, padded, 0, 1, columns);
            work.Bias = padded;
        }
        return beside;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(T* from, long fromRow, T* to, long toRow, int rows, int columns)
    {
        for (var r = 0; r < rows; r++, from += fromRow, to += toRow)
        {
            var j = 0;
            for (; j + TLane.Count <= columns; j += TLane.Count) TLane.Store(TLane.Load(from + j), to + j);
            if (j < columns) TLane.StorePart(TLane.LoadPart(from + j, columns - j, default), to + j, columns - j);
        }
    }
}
