using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Benchmarks.Ladder.Products;

/// <summary>
/// Six rows by two vectors of C that stay in registers while k runs: C += A·B on a tile, by outer products. Each step loads two vectors
/// of B and six floats of A and does twelve multiply-adds; twelve sums that do not wait for each other keep the units busy.
/// Twelve sums, two vectors of B and one of A are fifteen registers: as many as AVX2 has, and one to spare.
/// </summary>
internal static unsafe class Tile
{
    public const int Rows = 6, Vectors = 2;

    /// <summary>Adds to a whole tile of C. A's element (i, p) lies at a[i·aRow + p·aStep], B's row p at b + p·bStep.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Add<TLane>(float* a, int aRow, int aStep, float* b, int bStep, float* c, int cRow, int depth)
        where TLane : struct, ILane<TLane, float>
    {
        var width = TLane.Count;
        TLane c00 = TLane.Of(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00, c40 = c00, c41 = c00,
            c50 = c00, c51 = c00;
        for (var p = 0; p < depth; p++)
        {
            TLane b0 = TLane.Load(b), b1 = TLane.Load(b + width);
            var x = TLane.Broadcast(a[0]); c00 = TLane.MultiplyAdd(x, b0, c00); c01 = TLane.MultiplyAdd(x, b1, c01);
            x = TLane.Broadcast(a[aRow]); c10 = TLane.MultiplyAdd(x, b0, c10); c11 = TLane.MultiplyAdd(x, b1, c11);
            x = TLane.Broadcast(a[2 * aRow]); c20 = TLane.MultiplyAdd(x, b0, c20); c21 = TLane.MultiplyAdd(x, b1, c21);
            x = TLane.Broadcast(a[3 * aRow]); c30 = TLane.MultiplyAdd(x, b0, c30); c31 = TLane.MultiplyAdd(x, b1, c31);
            x = TLane.Broadcast(a[4 * aRow]); c40 = TLane.MultiplyAdd(x, b0, c40); c41 = TLane.MultiplyAdd(x, b1, c41);
            x = TLane.Broadcast(a[5 * aRow]); c50 = TLane.MultiplyAdd(x, b0, c50); c51 = TLane.MultiplyAdd(x, b1, c51);
            a += aStep;
            b += bStep;
        }
        Add2(c00, c01, c); Add2(c10, c11, c + cRow); Add2(c20, c21, c + (2 * cRow));
        Add2(c30, c31, c + (3 * cRow)); Add2(c40, c41, c + (4 * cRow)); Add2(c50, c51, c + (5 * cRow));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add2<TLane>(TLane first, TLane second, float* c) where TLane : struct, ILane<TLane, float>
    {
        TLane.Store(TLane.Load(c) + first, c);
        TLane.Store(TLane.Load(c + TLane.Count) + second, c + TLane.Count);
    }
}
