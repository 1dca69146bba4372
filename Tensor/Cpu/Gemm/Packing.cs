using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>Copies operands into the order in which the tiles read them.</summary>
internal static unsafe class Packing
{
    /// <summary>
    /// Rows of B that are packed of one panel before the next: their pages stay known, and the next panel is what the processor expects.
    /// </summary>
    public const long RowsAtOnce = 8;

    /// <summary>Elements along k that are transposed of all columns of a panel before the next.</summary>
    private const long Stretch = 64;

    /// <summary>Rows of B asked for ahead: they may lie far apart, where no processor expects them.</summary>
    private const long Ahead = 16;


    /// <summary>
    /// A panel of B: to[k·stride + j] = b[k·row + j·column] for j below columns. The rest up to width, a multiple of the lane, whose
    /// products nobody reads, is filled with whatever is at hand.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackB<TLane, T>(T* b, long row, long column, long k, int columns, int width, T* to, long stride)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged
    {
        if (column != 1)
        {
            Columns<TLane, T>(b, row, column, k, columns, width, to, stride);
            return;
        }
        var ahead = Math.Min(k, Ahead) * row;
        for (long i = 0; i < k; i++, b += row, to += stride)
        {
            CacheLines.Fetch(b + ahead, 0, 1, columns * sizeof(T));
            var j = 0;
            for (; j + TLane.Count <= columns; j += TLane.Count) TLane.Store(TLane.Load(b + j), to + j);
            if (j < columns) TLane.Store(TLane.LoadPart(b + j, columns - j, default), to + j);
        }
    }

    /// <summary>A panel gathered from lines along k: a transpose.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns<TLane, T>(T* b, long row, long column, long k, int columns, int width, T* to, long stride)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged
    {
        var step = TLane.Count;
        var lines = stackalloc T*[16];
        // A stretch of k at a time, so that lines of the panel are complete before they leave the first cache.
        for (long first = 0; first < k; first += Stretch)
        {
            var count = Math.Min(Stretch, k - first);
            for (var j = 0; j < width; j += step)
            {
                // Beyond the edge the last line stands in.
                for (var q = 0; q < step; q++) lines[q] = b + (Math.Min(j + q, columns - 1) * column) + (first * row);
                var target = to + (first * stride) + j;
                long done = 0;
                if (row == 1 && step == 16) done = Transpose.Columns16((float**)lines, count, stride, (float*)target);
                else if (row == 1 && step == 8) done = Transpose.Columns8((float**)lines, count, stride, (float*)target);
                else if (row == 1 && step == 4) done = Transpose.Columns4((float**)lines, count, stride, (float*)target);
                for (var i = done; i < count; i++)
                    for (var q = 0; q < step; q++) target[(i * stride) + q] = lines[q][i * row];
            }
        }
    }

    /// <summary>A matrix with its elements along k side by side, from any strides: to[i·stride + k].</summary>
    public static void PackA<TLane, T>(T* a, long row, long column, long rows, long k, T* to, long stride)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged
    {
        if (column == 1) Copy<TLane, T>(a, row, to, stride, rows, k);
        else PackB<TLane, T>(a, row, column, rows, (int)k, (int)((k + TLane.Count - 1) / TLane.Count * TLane.Count), to, stride);
    }

    /// <summary>
    /// Whether A is better read from lines along k side by side. Wide tiles read it where it lies; narrow ones, which read four products a
    /// round along k, want lines that run so and do not lie a multiple of 1 KB apart, where they push each other out of the first cache.
    /// </summary>
    public static bool MustPackA(bool isWide, long rowBytes, long column) => !isWide && (column != 1 || rowBytes % 1024 == 0);

    /// <summary>A stride for lines of a length: an odd number of cache lines, so that no two lines want the same place.</summary>
    public static long LeadingDimension(long length) => (((length + 15) / 16) | 1) * 16;

    /// <summary>Rows of columns side by side, to another stride.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy<TLane, T>(T* from, long fromRow, T* to, long toRow, long rows, long columns)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged
    {
        for (long r = 0; r < rows; r++, from += fromRow, to += toRow)
        {
            long j = 0;
            for (; j + TLane.Count <= columns; j += TLane.Count) TLane.Store(TLane.Load(from + j), to + j);
            if (j < columns) TLane.StorePart(TLane.LoadPart(from + j, (int)(columns - j), default), to + j, (int)(columns - j));
        }
    }
}
