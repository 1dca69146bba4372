using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// The three small products that attention is made of, on packed operands: four query rows at a time against whole vectors.
/// All widths are padded to whole vectors with zeros, so there are no edges.
/// </summary>
internal static unsafe class AttentionTiles<TLane, T> where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Query rows of one tile.</summary>
    public const int Rows = 4;

    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    /// <summary>n rounded up to whole vectors.</summary>
    public static int Padded(int n) => (n + TLane.Count - 1) / TLane.Count * TLane.Count;

    /// <summary>Packs rows [count, width] with a stride into [padded rows][padded width], zero beyond.</summary>
    [MethodImpl(Hot)]
    public static void PackRows(T* source, long stride, int count, int width, T* target, int paddedCount, int paddedWidth)
    {
        var zero = TLane.Of(0);
        var full = width - (width % TLane.Count);
        for (var r = 0; r < count; r++, source += stride, target += paddedWidth)
        {
            for (var c = 0; c < full; c += TLane.Count) TLane.Store(TLane.Load(source + c), target + c);
            if (full < paddedWidth) TLane.Store(TLane.LoadPart(source + full, width - full, zero), target + full);
        }
        for (var c = 0; c < (paddedCount - count) * paddedWidth; c += TLane.Count) TLane.Store(zero, target + c);
    }

    /// <summary>Packs rows [count, width] with a stride as their transpose [width][padded count], zero beyond.</summary>
    [MethodImpl(Hot)]
    public static void PackColumns(T* source, long stride, int count, int width, T* target, int paddedCount)
    {
        var r = 0;
        for (; r + 4 <= count; r += 4, source += 4 * stride)
        {
            // Four rows at a time, so that a line of the target is touched once for four values.
            T* s1 = source + stride, s2 = s1 + stride, s3 = s2 + stride, column = target + r;
            for (var c = 0; c < width; c++, column += paddedCount)
            {
                column[0] = source[c];
                column[1] = s1[c];
                column[2] = s2[c];
                column[3] = s3[c];
            }
        }
        for (; r < count; r++, source += stride)
            for (var c = 0; c < width; c++) target[(c * (long)paddedCount) + r] = source[c];
        for (; r < paddedCount; r++)
            for (var c = 0; c < width; c++) target[(c * (long)paddedCount) + r] = T.Zero;
    }

    /// <summary>s[r][j] = scale·Σ_c a[r][c]·bT[c][j] for four rows.</summary>
    [MethodImpl(Hot)]
    public static void RowsTimesColumns(T* a, int aWidth, T* bT, int width, int columns, T* s, TLane scale)
    {
        T* a1 = a + aWidth, a2 = a1 + aWidth, a3 = a2 + aWidth;
        for (var j = 0; j < columns; j += TLane.Count)
        {
            TLane s0 = TLane.Of(0), s1 = s0, s2 = s0, s3 = s0;
            var b = bT + j;
            for (var c = 0; c < width; c++, b += columns)
            {
                var lane = TLane.Load(b);
                s0 = TLane.MultiplyAdd(TLane.Broadcast(a[c]), lane, s0);
                s1 = TLane.MultiplyAdd(TLane.Broadcast(a1[c]), lane, s1);
                s2 = TLane.MultiplyAdd(TLane.Broadcast(a2[c]), lane, s2);
                s3 = TLane.MultiplyAdd(TLane.Broadcast(a3[c]), lane, s3);
            }
            TLane.Store(s0 * scale, s + j);
            TLane.Store(s1 * scale, s + columns + j);
            TLane.Store(s2 * scale, s + (2 * columns) + j);
            TLane.Store(s3 * scale, s + (3 * columns) + j);
        }
    }

    /// <summary>y[r][c] = Σ_j p[r][j]·b[j][c] for four rows; y has b's padded width.</summary>
    [MethodImpl(Hot)]
    public static void WeightsTimesRows(T* p, int pWidth, int count, T* b, int width, T* y)
    {
        T* p1 = p + pWidth, p2 = p1 + pWidth, p3 = p2 + pWidth;
        for (var c = 0; c < width; c += TLane.Count)
        {
            TLane s0 = TLane.Of(0), s1 = s0, s2 = s0, s3 = s0;
            var row = b + c;
            for (var j = 0; j < count; j++, row += width)
            {
                var lane = TLane.Load(row);
                s0 = TLane.MultiplyAdd(TLane.Broadcast(p[j]), lane, s0);
                s1 = TLane.MultiplyAdd(TLane.Broadcast(p1[j]), lane, s1);
                s2 = TLane.MultiplyAdd(TLane.Broadcast(p2[j]), lane, s2);
                s3 = TLane.MultiplyAdd(TLane.Broadcast(p3[j]), lane, s3);
            }
            TLane.Store(s0, y + c);
            TLane.Store(s1, y + width + c);
            TLane.Store(s2, y + (2 * width) + c);
            TLane.Store(s3, y + (3 * width) + c);
        }
    }

    /// <summary>sum[j][c] += Σ_r p[r][j]·a[r][c] over four rows: a rank-4 update of all keys.</summary>
    [MethodImpl(Hot)]
    public static void AddWeightedRows(T* p, int pWidth, int count, T* a, int width, T* sum)
    {
        T* p1 = p + pWidth, p2 = p1 + pWidth, p3 = p2 + pWidth;
        for (var c = 0; c < width; c += TLane.Count)
        {
            TLane a0 = TLane.Load(a + c), a1 = TLane.Load(a + width + c), a2 = TLane.Load(a + (2 * width) + c), a3 = TLane.Load(a + (3 * width) + c);
            var row = sum + c;
            for (var j = 0; j < count; j++, row += width)
            {
                var s = TLane.MultiplyAdd(TLane.Broadcast(p[j]), a0, TLane.Load(row));
                s = TLane.MultiplyAdd(TLane.Broadcast(p1[j]), a1, s);
                s = TLane.MultiplyAdd(TLane.Broadcast(p2[j]), a2, s);
                TLane.Store(TLane.MultiplyAdd(TLane.Broadcast(p3[j]), a3, s), row);
            }
        }
    }

    /// <summary>Writes the first count rows and width columns of packed rows to a strided place.</summary>
    [MethodImpl(Hot)]
    public static void Unpack(T* source, int paddedWidth, int count, int width, T* target, long stride)
    {
        for (var r = 0; r < count; r++)
            for (var c = 0; c < width; c += TLane.Count)
                TLane.StorePart(TLane.Load(source + (r * (long)paddedWidth) + c), target + (r * stride) + c, Math.Min(TLane.Count, width - c));
    }
}
