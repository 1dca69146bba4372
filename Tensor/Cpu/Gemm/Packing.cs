using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gexia.Cpu;

/// <summary>Copies operands into the order in which the tiles read them.</summary>
internal static unsafe class Packing
{
    /// <summary>
    /// A panel of B: to[k·width + j] = b[k·row + j·column] for j &lt; columns, zero for the rest up to width.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Panel<TLane, T>(T* b, long row, long column, long k, int columns, int width, T* to)
        where TLane : struct, ILane<TLane, T>
        where T : unmanaged
    {
        if (column == 1)
        {
            for (long i = 0; i < k; i++, b += row, to += width)
            {
                var j = 0;
                for (; j + TLane.Count <= columns; j += TLane.Count) TLane.Store(TLane.Load(b + j), to + j);
                if (j < columns) { TLane.Store(TLane.LoadPart(b + j, columns - j, default), to + j); j += TLane.Count; }
                for (; j < width; j += TLane.Count) TLane.Store(default, to + j);
            }
            return;
        }
        var whole = columns & ~3;
        for (var j = 0; j < whole; j += 4) Columns4(b + j * column, row, column, k, width, to + j);
        for (var j = whole; j < width; j++)
        {
            var from = b + j * column;
            for (long i = 0; i < k; i++) to[i * width + j] = j < columns ? from[i * row] : default;
        }
    }

    /// <summary>Rows of A side by side: to[k·rows + r] = a[r·row + k·column].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Rows<T>(T* a, long row, long column, int rows, long k, T* to) where T : unmanaged
    {
        if (row == 1)
        {
            for (long i = 0; i < k; i++, a += column, to += rows)
                for (var r = 0; r < rows; r++) to[r] = a[r];
            return;
        }
        var whole = rows & ~3;
        for (var r = 0; r < whole; r += 4) Columns4(a + r * row, column, row, k, rows, to + r);
        for (var r = whole; r < rows; r++)
        {
            var from = a + r * row;
            for (long i = 0; i < k; i++) to[i * rows + r] = from[i * column];
        }
    }

    /// <summary>to[k·width + j] = from[k·row + j·column] for four j: a transpose in 4×4 blocks where k is contiguous.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns4<T>(T* from, long row, long column, long k, long width, T* to) where T : unmanaged
    {
        T* p0 = from, p1 = from + column, p2 = from + 2 * column, p3 = from + 3 * column;
        long i = 0;
        if (sizeof(T) == sizeof(float) && row == 1 && Vector128.IsHardwareAccelerated)
        {
            for (; i + 4 <= k; i += 4)
            {
                var r0 = Vector128.Load((float*)(p0 + i));
                var r1 = Vector128.Load((float*)(p1 + i));
                var r2 = Vector128.Load((float*)(p2 + i));
                var r3 = Vector128.Load((float*)(p3 + i));
                Transpose4(ref r0, ref r1, ref r2, ref r3);
                var t = (float*)(to + i * width);
                r0.Store(t);
                r1.Store(t + width);
                r2.Store(t + 2 * width);
                r3.Store(t + 3 * width);
            }
        }
        for (; i < k; i++)
        {
            var t = to + i * width;
            t[0] = p0[i * row];
            t[1] = p1[i * row];
            t[2] = p2[i * row];
            t[3] = p3[i * row];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose4(ref Vector128<float> r0, ref Vector128<float> r1, ref Vector128<float> r2, ref Vector128<float> r3)
    {
        var low01 = Low(r0, r1);
        var low23 = Low(r2, r3);
        var high01 = High(r0, r1);
        var high23 = High(r2, r3);
        r0 = Low(low01.AsDouble(), low23.AsDouble()).AsSingle();
        r1 = High(low01.AsDouble(), low23.AsDouble()).AsSingle();
        r2 = Low(high01.AsDouble(), high23.AsDouble()).AsSingle();
        r3 = High(high01.AsDouble(), high23.AsDouble()).AsSingle();
    }

    // Interleaves of the low or high halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        System.Runtime.Intrinsics.X86.Sse.IsSupported ? System.Runtime.Intrinsics.X86.Sse.UnpackLow(a, b)
        : System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported ? System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        System.Runtime.Intrinsics.X86.Sse.IsSupported ? System.Runtime.Intrinsics.X86.Sse.UnpackHigh(a, b)
        : System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported ? System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Low(Vector128<double> a, Vector128<double> b) => Vector128.Create(a.GetLower(), b.GetLower());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> High(Vector128<double> a, Vector128<double> b) => Vector128.Create(a.GetUpper(), b.GetUpper());
}
