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
    /// to[i·width + j] = from_j[i] for i in 0..count rounded down to four and sixteen j, each with its own pointer.
    /// Needs AVX-512F. Returns how many i are done.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Columns16(float** from, long count, long width, float* to)
    {
        long i = 0;
        for (; i + 4 <= count; i += 4, to += 4 * width)
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
            Avx512F.UnpackHigh(low01, low23).AsSingle().Store(to + width);
            Avx512F.UnpackLow(high01, high23).AsSingle().Store(to + 2 * width);
            Avx512F.UnpackHigh(high01, high23).AsSingle().Store(to + 3 * width);
        }
        return i;
    }

    /// <summary>The same for four j on any machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Columns4(float** from, long count, long width, float* to)
    {
        float* p0 = from[0], p1 = from[1], p2 = from[2], p3 = from[3];
        long i = 0;
        for (; i + 4 <= count; i += 4, to += 4 * width)
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
            Vector128.Create(low01.GetUpper(), low23.GetUpper()).AsSingle().Store(to + width);
            Vector128.Create(high01.GetLower(), high23.GetLower()).AsSingle().Store(to + 2 * width);
            Vector128.Create(high01.GetUpper(), high23.GetUpper()).AsSingle().Store(to + 3 * width);
        }
        return i;
    }

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
