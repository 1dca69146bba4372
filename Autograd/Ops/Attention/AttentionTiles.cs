using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// The small products that attention is made of, on the register tiles of <see cref="Gemm"/> but with operands and results in scratch
/// memory whose rows are padded to whole vectors, so that there are no edges.
/// </summary>
internal static unsafe class AttentionTiles<TLane, T> where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>n rounded up to whole vectors.</summary>
    public static int Padded(int n) => (n + TLane.Count - 1) / TLane.Count * TLane.Count;

    /// <summary>C = alpha·A·B + bias, or C += the same, for few rows.</summary>
    /// <param name="a">A: element (i, k) at i·aRow + k·aStep.</param>
    /// <param name="aRow">Step of A's rows.</param>
    /// <param name="aStep">Step of A's columns.</param>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="b">B: [k][bRow], readable up to the padded columns.</param>
    /// <param name="bRow">Step of B's rows.</param>
    /// <param name="columns">Columns of B and C, whole vectors.</param>
    /// <param name="c">C, writable up to the padded columns.</param>
    /// <param name="cRow">Step of C's rows.</param>
    /// <param name="work">The rest: K, Alpha, Bias (of column 0, or null), Accumulate.</param>
    [MethodImpl(Hot)]
    public static void Multiply(T* a, long aRow, long aStep, int rows, T* b, long bRow, int columns, T* c, long cRow, TileWork<T> work)
    {
        if (rows == 0 || columns == 0) return;
        (work.ARow, work.AStep, work.BStep, work.CRow) = (aRow, aStep, bRow, cRow);
        work.Prefetch = (byte*)b;         // all is near
        var bias = work.Bias;
        var panels = new EvenSplit(columns / TLane.Count, TileSize<TLane, T>.NRVectors);
        var tiles = new EvenSplit(rows, TileSize<TLane, T>.MR);
        var high = (int)tiles.Longest;
        for (long panel = 0; panel < panels.Parts; panel++)
        {
            var j = panels.Start(panel) * TLane.Count;
            var vectors = (int)panels.Length(panel);
            var tall = Tiles.Of<TLane, T>(high, vectors);
            var low = high > 1 ? Tiles.Of<TLane, T>(high - 1, vectors) : tall;
            if (bias != null) work.Bias = bias + j;
            for (long tile = 0; tile < tiles.Parts; tile++)
            {
                var i = tiles.Start(tile);
                (tiles.Length(tile) == high ? tall : low)(a + (i * aRow), b + j, c + (i * cRow) + j, &work);
            }
        }
    }

    /// <summary>Packs rows [count, width] with a stride into [count][padded width], zero beyond.</summary>
    [MethodImpl(Hot)]
    public static void PackRows(T* source, long stride, int count, int width, T* target, int paddedWidth)
    {
        var zero = TLane.Of(0);
        var full = width - (width % TLane.Count);
        for (var r = 0; r < count; r++, source += stride, target += paddedWidth)
        {
            for (var c = 0; c < full; c += TLane.Count) TLane.Store(TLane.Load(source + c), target + c);
            if (full < paddedWidth) TLane.Store(TLane.LoadPart(source + full, width - full, zero), target + full);
        }
    }

    /// <summary>
    /// Packs rows [count, width] with a stride as their transpose [width][padded count]; beyond the count stand copies of the last row.
    /// </summary>
    public static void PackColumns(T* source, long stride, int count, int width, T* target, int paddedCount) =>
        Packing.PackB<TLane, T>(source, 1, stride, width, count, paddedCount, target, paddedCount);

    /// <summary>Writes the first count rows and width columns of packed rows to a strided place.</summary>
    [MethodImpl(Hot)]
    public static void Unpack(T* source, int paddedWidth, int count, int width, T* target, long stride)
    {
        for (var r = 0; r < count; r++)
            for (var c = 0; c < width; c += TLane.Count)
                TLane.StorePart(
                    TLane.Load(source + (r * (long)paddedWidth) + c), target + (r * stride) + c, Math.Min(TLane.Count, width - c));
    }
}
