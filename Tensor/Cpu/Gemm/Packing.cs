using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>Copies operands into the order in which the tiles read them.</summary>
internal static unsafe class Packing
{
    /// <summary>
    /// A panel of B: to[k·width + j] = b[k·row + j·column] for j below columns. The rest up to width, whose products
    /// nobody reads, is filled with whatever is at hand.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panel<TLane, T>(T* b, long row, long column, long k, int columns, int width, T* to)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged
    {
        if (column != 1)
        {
            Columns<TLane, T>(b, row, column, k, columns, width, to);
            return;
        }
        for (long i = 0; i < k; i++, b += row, to += width)
        {
            var j = 0;
            for (; j + TLane.Count <= columns; j += TLane.Count) TLane.Store(TLane.Load(b + j), to + j);
            if (j < columns) TLane.Store(TLane.LoadPart(b + j, columns - j, default), to + j);
        }
    }

    /// <summary>A panel gathered from lines along k: a transpose.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Columns<TLane, T>(T* b, long row, long column, long k, int columns, int width, T* to)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged
    {
        var step = TLane.Count >= 4 ? TLane.Count == 16 ? 16 : 4 : 1;
        var lines = stackalloc T*[16];
        for (var j = 0; j < width; j += step)
        {
            // Beyond the edge the last line stands in.
            for (var q = 0; q < step; q++) lines[q] = b + Math.Min(j + q, columns - 1) * column;
            long done = 0;
            if (row == 1 && step == 16) done = Transpose.Columns16((float**)lines, k, width, (float*)(to + j));
            else if (row == 1 && step == 4) done = Transpose.Columns4((float**)lines, k, width, (float*)(to + j));
            for (var i = done; i < k; i++)
                for (var q = 0; q < step; q++) to[i * width + j + q] = lines[q][i * row];
        }
    }
}
