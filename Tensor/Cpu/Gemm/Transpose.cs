using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Gexia.Cpu;

/// <summary>Float transposes in registers, for packing operands whose k is contiguous.</summary>
internal static unsafe class Transpose
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>
    /// to[i·stride + j] = from_j[i] for i in 0..count rounded down to four and sixteen j, each with its own pointer.
    /// Needs AVX-512F. Returns how many i are done.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Columns16(float** from, long count, long stride, float* to)
    {
        long i = 0;
        for (; i + 4 <= count; i += 4, to += 4 * stride)
        {
            // Quarter q of row r holds four i of pointer 4q + r; two rounds of interleaving sort them within quarters.
            var r0 = Quarters(from, 0, i);
            var r1 = Quarters(from, 1, i);
            var r2 = Quarters(from, 2, i);
            var r3 = Quarters(from, 3, i);
            var low01 = Avx512F.UnpackLow(r0, r1).AsDouble();
            var low23 = Avx512F.UnpackLow(r2, r3).AsDouble();
            var high01 = Avx512F.UnpackHigh(r0, r1).AsDouble();
            var high23 = Avx512F.UnpackHigh(r2, r3).AsDouble();
            Avx512F.UnpackLow(low01, low23).AsSingle().Store(to);
            Avx512F.UnpackHigh(low01, low23).AsSingle().Store(to + stride);
            Avx512F.UnpackLow(high01, high23).AsSingle().Store(to + 2 * stride);
            Avx512F.UnpackHigh(high01, high23).AsSingle().Store(to + 3 * stride);
        }
        return i;
    }

    /// <summary>The same for eight j. Needs AVX.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Columns8(float** from, long count, long stride, float* to)
    {
        float* p0 = from[0], p1 = from[1], p2 = from[2], p3 = from[3], p4 = from[4], p5 = from[5], p6 = from[6], p7 = from[7];
        long i = 0;
        for (; i + 4 <= count; i += 4, to += 4 * stride)
        {
            var r0 = Halves(p0 + i, p4 + i);
            var r1 = Halves(p1 + i, p5 + i);
            var r2 = Halves(p2 + i, p6 + i);
            var r3 = Halves(p3 + i, p7 + i);
            var low01 = Avx.UnpackLow(r0, r1).AsDouble();
            var low23 = Avx.UnpackLow(r2, r3).AsDouble();
            var high01 = Avx.UnpackHigh(r0, r1).AsDouble();
            var high23 = Avx.UnpackHigh(r2, r3).AsDouble();
            Avx.UnpackLow(low01, low23).AsSingle().Store(to);
            Avx.UnpackHigh(low01, low23).AsSingle().Store(to + stride);
            Avx.UnpackLow(high01, high23).AsSingle().Store(to + 2 * stride);
            Avx.UnpackHigh(high01, high23).AsSingle().Store(to + 3 * stride);
        }
        return i;
    }

    /// <summary>The same for four j on any machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Columns4(float** from, long count, long stride, float* to)
    {
        float* p0 = from[0], p1 = from[1], p2 = from[2], p3 = from[3];
        long i = 0;
        for (; i + 4 <= count; i += 4, to += 4 * stride)
        {
            var r0 = Vector128.Load(p0 + i);
            var r1 = Vector128.Load(p1 + i);
            var r2 = Vector128.Load(p2 + i);
            var r3 = Vector128.Load(p3 + i);
            var low01 = Low(r0, r1).AsDouble();
            var low23 = Low(r2, r3).AsDouble();
            var high01 = High(r0, r1).AsDouble();
            var high23 = High(r2, r3).AsDouble();
            Vector128.Create(low01.GetLower(), low23.GetLower()).AsSingle().Store(to);
            Vector128.Create(low01.GetUpper(), low23.GetUpper()).AsSingle().Store(to + stride);
            Vector128.Create(high01.GetLower(), high23.GetLower()).AsSingle().Store(to + 2 * stride);
            Vector128.Create(high01.GetUpper(), high23.GetUpper()).AsSingle().Store(to + 3 * stride);
        }
        return i;
    }

    [MethodImpl(Inline)]
    private static Vector256<float> Halves(float* low, float* high) =>
        Avx.InsertVector128(Vector128.Load(low).ToVector256Unsafe(), Vector128.Load(high), 1);

    [MethodImpl(Inline)]
    private static Vector512<float> Quarters(float** from, int r, long i)
    {
        var v = Vector128.Load(from[r] + i).ToVector256Unsafe().ToVector512Unsafe();
        v = Avx512F.InsertVector128(v, Vector128.Load(from[4 + r] + i), 1);
        v = Avx512F.InsertVector128(v, Vector128.Load(from[8 + r] + i), 2);
        return Avx512F.InsertVector128(v, Vector128.Load(from[12 + r] + i), 3);
    }

    [MethodImpl(Inline)]
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(Inline)]
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);
}
