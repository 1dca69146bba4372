using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>
/// One thread's product: blocks of k (so that a panel of B stays in the first cache), column panels up to three
/// vectors wide, row tiles up to nine high. The blocks of k depend on k alone, which fixes every element's order of sums.
/// </summary>
internal readonly unsafe struct GemmLoop<TLane, T, TEpilogue>(TEpilogue epilogue)
    where TLane : struct, ILane<TLane, T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TEpilogue : struct, IGemmEpilogue
{
    private const long MostK = 384;
    private const long MostM = 400;
    private const long MostN = 1536;

    // Registers decide: 32 of 512 bits hold 9×3 sums, 16 narrower ones 6×2, with B's vectors and one of A beside them.
    private static int MostRows => TLane.Count == 16 ? 9 : 6;

    private static int MostVectors => TLane.Count == 16 ? 3 : 2;

    /// <param name="p">The product.</param>
    /// <param name="firstRow">Row of the epilogue's C at which it begins.</param>
    /// <param name="firstColumn">Column of the epilogue's C at which it begins.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(in GemmProblem<T> p, long firstRow, long firstColumn)
    {
        if (p.M <= 0 || p.N <= 0) return;
        var kBlocks = Math.Max(1, (p.K + MostK - 1) / MostK);
        var rowBlocks = (p.M + MostM - 1) / MostM;
        var columnBlocks = (p.N + MostN - 1) / MostN;
        var vectors = (p.N + TLane.Count - 1) / TLane.Count;
        for (long jb = 0; jb < columnBlocks; jb++)
        {
            var j0 = vectors * jb / columnBlocks * TLane.Count;
            var j1 = Math.Min(p.N, vectors * (jb + 1) / columnBlocks * TLane.Count);
            for (long kb = 0; kb < kBlocks; kb++)
            {
                var k0 = p.K * kb / kBlocks;
                var k1 = p.K * (kb + 1) / kBlocks;
                var block = new Block
                {
                    K = k1 - k0,
                    Columns = j1 - j0,
                    B = p.B + k0 * p.BRow + j0 * p.BColumn,
                    Bias = kb == 0 && p.Bias != null ? p.Bias + j0 : null,
                    Accumulate = p.Accumulate || kb > 0,
                    IsLast = kb == kBlocks - 1,
                };
                PackB(p, ref block);
                for (long ib = 0; ib < rowBlocks; ib++)
                {
                    var i0 = p.M * ib / rowBlocks;
                    block.Rows = p.M * (ib + 1) / rowBlocks - i0;
                    block.A = p.A + i0 * p.ARow + k0 * p.AColumn;
                    block.C = p.C + i0 * p.CRow + j0;
                    PackA(p, ref block);
                    Panels(p, block, firstRow + i0, firstColumn + j0);
                }
            }
        }
    }

    /// <summary>One block of rows × columns × k.</summary>
    private struct Block
    {
        public long Rows, Columns, K;
        public T* A, B, C, Bias;
        public T* PackedA, PackedB;             // null where read in place
        public bool Accumulate, IsLast;
    }

    private static void PackB(in GemmProblem<T> p, ref Block block)
    {
        block.PackedB = null;
        if (p.BColumn == 1 && (p.M < 64 || block.K * p.BRow * sizeof(T) <= 32 << 10)) return;
        var width = (block.Columns + TLane.Count - 1) / TLane.Count * TLane.Count;
        block.PackedB = (T*)GemmBuffers.OfThread.B(width * block.K * sizeof(T));
        var vectors = width / TLane.Count;
        var panels = (vectors + MostVectors - 1) / MostVectors;
        for (long panel = 0; panel < panels; panel++)
        {
            var j = vectors * panel / panels * TLane.Count;
            var panelWidth = (int)(vectors * (panel + 1) / panels * TLane.Count - j);
            var columns = (int)Math.Min(panelWidth, block.Columns - j);
            Packing.Panel<TLane, T>(block.B + j * p.BColumn, p.BRow, p.BColumn, block.K, columns, panelWidth, block.PackedB + j * block.K);
        }
    }

    private static void PackA(in GemmProblem<T> p, ref Block block)
    {
        block.PackedA = null;
        if (block.Columns < 4 * MostVectors * TLane.Count || block.K < 32) return;
        block.PackedA = (T*)GemmBuffers.OfThread.A(block.Rows * block.K * sizeof(T));
        var tiles = (block.Rows + MostRows - 1) / MostRows;
        for (long tile = 0; tile < tiles; tile++)
        {
            var i = block.Rows * tile / tiles;
            var rows = (int)(block.Rows * (tile + 1) / tiles - i);
            Packing.Rows(block.A + i * p.ARow, p.ARow, p.AColumn, rows, block.K, block.PackedA + i * block.K);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Panels(in GemmProblem<T> p, in Block block, long firstRow, long firstColumn)
    {
        var vectors = (block.Columns + TLane.Count - 1) / TLane.Count;
        var panels = (vectors + MostVectors - 1) / MostVectors;
        TileWork<T> work;
        work.K = block.K;
        work.Alpha = p.Alpha;
        for (long panel = 0; panel < panels; panel++)
        {
            // Panels and tiles share what there is evenly, so that none is left thin.
            var v0 = vectors * panel / panels;
            var panelVectors = (int)(vectors * (panel + 1) / panels - v0);
            var j = v0 * TLane.Count;
            var width = panelVectors * TLane.Count;
            var columns = (int)Math.Min(width, block.Columns - j);
            var b = block.PackedB != null ? block.PackedB + j * block.K : block.B + j;
            work.BStep = block.PackedB != null ? width : p.BRow;
            work.CRow = p.CRow;
            work.Bias = block.Bias != null ? block.Bias + j : null;
            work.Accumulate = block.Accumulate;
            var ragged = columns < width;
            T* scratch = null;
            if (ragged)
            {
                if (block.PackedB == null)
                {
                    var edge = (T*)GemmBuffers.OfThread.B(width * block.K * sizeof(T));
                    Packing.Panel<TLane, T>(b, p.BRow, p.BColumn, block.K, columns, width, edge);
                    b = edge;
                    work.BStep = width;
                }
                scratch = (T*)GemmBuffers.OfThread.Tile((MostRows + 1) * width * sizeof(T));
                work.CRow = width;
                if (work.Bias != null)
                {
                    var padded = scratch + MostRows * width;
                    CopyRows(work.Bias, 0, padded, 0, 1, columns);
                    work.Bias = padded;
                }
            }

            var tiles = (block.Rows + MostRows - 1) / MostRows;
            var high = (int)((block.Rows + tiles - 1) / tiles);
            var tall = Tiles.Of<TLane, T>(high, panelVectors);
            var low = high > 1 ? Tiles.Of<TLane, T>(high - 1, panelVectors) : tall;
            for (long tile = 0; tile < tiles; tile++)
            {
                var i = block.Rows * tile / tiles;
                var rows = (int)(block.Rows * (tile + 1) / tiles - i);
                T* a;
                if (block.PackedA != null)
                {
                    a = block.PackedA + i * block.K;
                    work.ARow = 1;
                    work.AStep = rows;
                }
                else
                {
                    a = block.A + i * p.ARow;
                    work.ARow = p.ARow;
                    work.AStep = p.AColumn;
                }
                var c = block.C + i * p.CRow + j;
                var multiply = rows == high ? tall : low;
                if (ragged)
                {
                    // The tile works beside C, which its last vector would overrun.
                    if (work.Accumulate) CopyRows(c, p.CRow, scratch, width, rows, columns);
                    multiply(a, b, scratch, &work);
                    CopyRows(scratch, width, c, p.CRow, rows, columns);
                }
                else multiply(a, b, c, &work);
                if (block.IsLast && typeof(TEpilogue) != typeof(NoEpilogue))
                {
                    for (var r = 0; r < rows; r++)
                        epilogue.Apply<TLane, T>(c + r * p.CRow, firstColumn + j, columns, firstRow + i + r);
                }
            }
        }
    }

    private static void CopyRows(T* from, long fromRow, T* to, long toRow, int rows, int columns)
    {
        for (var r = 0; r < rows; r++, from += fromRow, to += toRow)
        {
            var j = 0;
            for (; j + TLane.Count <= columns; j += TLane.Count) TLane.Store(TLane.Load(from + j), to + j);
            if (j < columns) TLane.StorePart(TLane.LoadPart(from + j, columns - j, default), to + j, columns - j);
        }
    }
}
