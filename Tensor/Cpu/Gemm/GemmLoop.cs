using System.Numerics;
using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>
/// One thread's share of a product: blocks of B that stay in a cache, in them column panels up to three vectors wide, and
/// along each the row tiles up to nine high. A is read in place where it lies well; B is packed where that pays. The blocks of k depend
/// on k alone, which fixes every element's order of sums.
/// </summary>
internal readonly unsafe struct GemmLoop<TLane, T, TEpilogue>(TEpilogue epilogue)
    where TLane : struct, ILane<TLane, T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TEpilogue : struct, IGemmEpilogue
{
    /// <summary>Bytes that B may span for rows read in place to stay in the first cache.</summary>
    private const long NearBytes = 32 << 10;

    /// <summary>Panels from which copying A pays: each reads the copy once.</summary>
    private const long ManyPanels = 4;

    /// <summary>Length of sums from which fetching a tile of C ahead pays: it arrives while the tile is computed.</summary>
    private const long LongSum = 128;

    private static int MR => TileSize<TLane, T>.MR;

    private static int NRVectors => TileSize<TLane, T>.NRVectors;

    /// <summary>Rows of A below which packing B costs more than it saves.</summary>
    private static long FewRows => TLane.Count == 16 ? 64 : 32;

    /// <summary>How the columns of a product are cut.</summary>
    public static Panels PanelsOf(in GemmAddresses<T> p) => new(p.N, TLane.Count, NRVectors, p.Packed.IsPresent);

    /// <summary>Multiplies a part.</summary>
    /// <param name="p">The whole product.</param>
    /// <param name="range">Which part.</param>
    /// <param name="row">Row of the epilogue's C where the whole product begins.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply(in GemmAddresses<T> p, in GemmRange range, long row)
    {
        var blocking = typeof(T) == typeof(float) ? Blocking.Single : Blocking.Double;
        var panels = PanelsOf(p);
        var inK = new EvenSplit(p.K, Blocking.KC);
        var inM = new EvenSplit(range.Rows, blocking.MC);
        var inPanels = new EvenSplit(range.Panels, blocking.NC / (NRVectors * TLane.Count));
        for (long jb = 0; jb < inPanels.Parts; jb++)
        {
            Block block = default;
            block.FirstPanel = range.FirstPanel + inPanels.Start(jb);
            block.Panels = inPanels.Length(jb);
            for (long kb = 0; kb < inK.Parts; kb++)
            {
                block.FirstK = inK.Start(kb);
                block.K = inK.Length(kb);
                block.Accumulate = p.Accumulate || kb > 0;
                block.IsFirst = kb == 0;
                block.IsLast = kb == inK.Parts - 1;
                PackB(p, panels, ref block);
                for (long ib = 0; ib < inM.Parts; ib++)
                {
                    block.FirstRow = range.FirstRow + inM.Start(ib);
                    block.Rows = inM.Length(ib);
                    PackA(p, ref block);
                    MultiplyBlock(p, panels, block, row);
                }
            }
        }
    }

    /// <summary>One block of rows × panels × k.</summary>
    private struct Block
    {
        public long FirstPanel, Panels, FirstRow, Rows, FirstK, K;
        public bool Accumulate, IsFirst, IsLast;

        /// <summary>
        /// Panels in the order of the tiles, from column PackedStart on, PackedK long, the block's k beginning at PackedFirst; null
        /// where B is read in place.
        /// </summary>
        public T* Packed;
        public long PackedStart, PackedK, PackedFirst;

        /// <summary>The block's rows of A: in place, or copied side by side.</summary>
        public T* A;
        public long ARow, AStep;
    }

    /// <summary>
    /// Where the block's part of A lies: in place, or copied to lines that are better to read, if enough panels read them.
    /// </summary>
    private static void PackA(in GemmAddresses<T> p, ref Block block)
    {
        block.A = p.A + (block.FirstRow * p.ARow) + (block.FirstK * p.AColumn);
        (block.ARow, block.AStep) = (p.ARow, p.AColumn);
        if (block.Panels < ManyPanels || !Packing.MustPackA(isWide: TLane.Count == 16, p.ARow * sizeof(T), p.AColumn)) return;
        var stride = Packing.LeadingDimension(block.K);
        var copy = (T*)ThreadScratch.PackedA(block.Rows * stride * sizeof(T));
        Packing.PackA<TLane, T>(block.A, block.ARow, block.AStep, block.Rows, block.K, copy, stride);
        block.A = copy;
        (block.ARow, block.AStep) = (stride, 1);
    }

    /// <summary>Brings the block's panels into the order of the tiles, unless they are so already or may stay where they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackB(in GemmAddresses<T> p, in Panels panels, ref Block block)
    {
        var end = panels.Start(block.FirstPanel + block.Panels);
        (block.PackedStart, _) = panels.Around(panels.Start(block.FirstPanel), 0);
        (block.PackedK, block.PackedFirst) = (block.K, 0);
        if (p.Packed.IsPresent)
        {
            if (p.Packed.Format != WeightFormat.Float32)
            {
                block.Packed = (T*)p.Packed.Unpack(block.PackedStart, end, p.N, p.K, block.FirstK, block.K);
                return;
            }
            block.Packed = (T*)p.Packed.Data;
            (block.PackedStart, block.PackedK, block.PackedFirst) = (0, p.K, block.FirstK);
        }
        else if (p.BColumn != 1 || (p.M >= FewRows && block.K * p.BRow * sizeof(T) > NearBytes))
        {
            block.Packed = (T*)ThreadScratch.PackedB((end - block.PackedStart) * block.K * sizeof(T));
            var lines = p.BColumn == 1 ? Packing.RowsAtOnce : block.K;
            for (long first = 0; first < block.K; first += lines)
            {
                for (long panel = block.FirstPanel; panel < block.FirstPanel + block.Panels; panel++)
                {
                    var j = panels.Start(panel);
                    var width = panels.Vectors(panel) * TLane.Count;
                    var from = p.B + ((block.FirstK + first) * p.BRow) + (j * p.BColumn);
                    var to = block.Packed + ((j - block.PackedStart) * block.K) + (first * width);
                    Packing.PackB<TLane, T>(
                        from, p.BRow, p.BColumn, Math.Min(lines, block.K - first), (int)Math.Min(width, p.N - j), width, to, width);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyBlock(in GemmAddresses<T> p, in Panels panels, in Block block, long row)
    {
        TileWork<T> work = new() { K = block.K, Alpha = T.One, ARow = block.ARow, AStep = block.AStep, Accumulate = block.Accumulate };
        var tiles = new EvenSplit(block.Rows, MR);
        var high = (int)tiles.Longest;
        for (var panel = block.FirstPanel; panel < block.FirstPanel + block.Panels; panel++)
        {
            var vectors = panels.Vectors(panel);
            var width = vectors * TLane.Count;
            var j = panels.Start(panel);
            var columns = (int)Math.Min(width, p.N - j);
            var b = p.B + (block.FirstK * p.BRow) + j;
            work.BStep = p.BRow;
            byte* prefetch = null;
            if (block.Packed != null)
            {
                (var around, work.BStep) = panels.Around(j, width);
                b = block.Packed + ((around - block.PackedStart) * block.PackedK) + (block.PackedFirst * work.BStep) + (j - around);
                if (panel + 1 < block.FirstPanel + block.Panels)
                {
                    (around, var step) = panels.Around(panels.Start(panel + 1), panels.Vectors(panel + 1) * TLane.Count);
                    prefetch = (byte*)(block.Packed + ((around - block.PackedStart) * block.PackedK) + (block.PackedFirst * step));
                }
            }
            long prefetchBytes = block.K * work.BStep * sizeof(T), asked = 0,
                askedByTile = block.K / Tiles.Round * Tiles.AskedInRound(vectors);
            work.Bias = block.IsFirst && p.Bias != null ? p.Bias + j : null;
            work.CRow = p.CRow;
            var edge = columns < width ? EdgeTile(block, columns, width, ref b, ref work) : null;

            var tall = Tiles.Of<TLane, T>(high, vectors);
            var low = high > 1 ? Tiles.Of<TLane, T>(high - 1, vectors) : tall;
            for (long tile = 0; tile < tiles.Parts; tile++)
            {
                var i = block.FirstRow + tiles.Start(tile);
                var rows = (int)tiles.Length(tile);
                var a = block.A + (tiles.Start(tile) * block.ARow);
                var c = p.C + (i * p.CRow) + j;
                var multiply = rows == high ? tall : low;
                work.Prefetch = prefetch != null && asked < prefetchBytes ? prefetch + asked : (byte*)b;
                asked += askedByTile;
                if (block.K >= LongSum)
                {
                    CacheLines.Fetch(c, p.CRow * sizeof(T), rows, columns * sizeof(T));
                    if (TEpilogue.IsPresent && block.IsLast) epilogue.Fetch<T>(j, columns, row + i, rows);
                }
                if (edge == null) multiply(a, b, c, &work);
                else
                {
                    if (work.Accumulate) Packing.Copy<TLane, T>(c, p.CRow, edge, width, rows, columns);
                    multiply(a, b, edge, &work);
                    Packing.Copy<TLane, T>(edge, width, c, p.CRow, rows, columns);
                }
                if (TEpilogue.IsPresent && block.IsLast) epilogue.Apply<TLane, T>(c, p.CRow, j, columns, row + i, rows);
            }
        }
    }

    /// <summary>
    /// Where the last vector would reach over the edge of B, bias and C, tiles read padded copies and write beside C:
    /// the arithmetic stays that of a whole panel. Returns the memory beside C, [tile rows, width].
    /// </summary>
    private static T* EdgeTile(in Block block, int columns, int width, ref T* b, ref TileWork<T> work)
    {
        if (block.Packed == null)
        {
            var padded = (T*)ThreadScratch.PackedB(width * block.K * sizeof(T));
            Packing.PackB<TLane, T>(b, work.BStep, 1, block.K, columns, width, padded, width);
            b = padded;
            work.BStep = width;
        }
        var edge = (T*)ThreadScratch.EdgeTile((MR + 1) * width * sizeof(T));
        work.CRow = width;
        if (work.Bias != null)
        {
            var padded = edge + (MR * width);
            Packing.Copy<TLane, T>(work.Bias, 0, padded, 0, 1, columns);
            work.Bias = padded;
        }
        return edge;
    }
}
