using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Sizes of a product: C [m, n] = A [m, k]·B. A pitch is the distance of two rows, in elements.</summary>
internal readonly record struct GemmShape(int M, int N, int K, int PitchA, int PitchB, int PitchC);

/// <summary>
/// float32 without tensor cores: C = A·B, all row-major with pitches that are multiples of 4. A group computes 128×128 of C, a thread 8×8
/// in four quadrants of 4×4, so that neighbours read neighbouring words. Two buffers of shared memory: while one is used, the next eight
/// of k come into registers.
/// </summary>
internal static class Sgemm
{
    public const int Threads = 256, Tile = 128;

    private const int Depth = 8;
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static KernelSource Source { get; } = new("sgemm-128x128", Run, Threads);

    public static KernelConfig Config(GemmShape s) =>
        new(new Index3D((s.N + Tile - 1) / Tile, (s.M + Tile - 1) / Tile, 1), new Index3D(Threads, 1, 1));

    public static void Run(ArrayView<F4> a, ArrayView<F4> b, ArrayView<F4> c, GemmShape s)
    {
        var sharedA = SharedMemory.Allocate<float>(2 * Depth * Tile);           // [buffer, k, row]
        var sharedB = SharedMemory.Allocate<F4>(2 * Depth * Tile / 4);          // [buffer, k, column/4]
        var vectorA = sharedA.AsAligned(16).Cast<F4>();
        var t = Group.IdxX;
        int row0 = Grid.IdxY * Tile, column0 = Grid.IdxX * Tile;
        int top = t >> 4, left = t & 15;
        int rowA = t >> 1, chunkA = t & 1, rowB = t >> 5, chunkB = t & 31;
        int storeA = (chunkA * 4 * Tile) + rowA, storeB = (rowB * Tile / 4) + chunkB;

        var nextA = Left(a, row0 + rowA, chunkA * 4, s);
        var nextB = Right(b, rowB, column0 + (chunkB * 4), s);
        Put(sharedA, storeA, nextA);
        sharedB[storeB] = nextB;
        Group.Barrier();

        Sums sums = default;
        var buffer = 0;
        for (var k0 = 0; k0 < s.K; k0 += Depth)
        {
            nextA = Left(a, row0 + rowA, k0 + Depth + (chunkA * 4), s);
            nextB = Right(b, k0 + Depth + rowB, column0 + (chunkB * 4), s);
            var (l, r) = ((buffer >> 2) + top, (buffer >> 2) + left);
            sums = Sums.Add(vectorA, sharedB, l, r, sums);
            sums = Sums.Add(vectorA, sharedB, l + 32, r + 32, sums);
            sums = Sums.Add(vectorA, sharedB, l + 64, r + 64, sums);
            sums = Sums.Add(vectorA, sharedB, l + 96, r + 96, sums);
            sums = Sums.Add(vectorA, sharedB, l + 128, r + 128, sums);
            sums = Sums.Add(vectorA, sharedB, l + 160, r + 160, sums);
            sums = Sums.Add(vectorA, sharedB, l + 192, r + 192, sums);
            sums = Sums.Add(vectorA, sharedB, l + 224, r + 224, sums);
            buffer = (Depth * Tile) - buffer;
            Put(sharedA, buffer + storeA, nextA);
            sharedB[(buffer >> 2) + storeB] = nextB;
            Group.Barrier();
        }

        int row = row0 + (top * 4), column = column0 + (left * 4);
        Store(c, row, column, sums.R0, s);
        Store(c, row + 1, column, sums.R1, s);
        Store(c, row + 2, column, sums.R2, s);
        Store(c, row + 3, column, sums.R3, s);
        Store(c, row + 64, column, sums.R4, s);
        Store(c, row + 65, column, sums.R5, s);
        Store(c, row + 66, column, sums.R6, s);
        Store(c, row + 67, column, sums.R7, s);
    }

    // Four of A's row from a column on, 0 where there is none. Selected, not branched, so that the load stays ahead of the sums.
    [MethodImpl(Inline)]
    private static F4 Left(ArrayView<F4> a, int row, int column, GemmShape s)
    {
        var v = a[(row < s.M ? (row * s.PitchA) + Math.Min(column, s.PitchA - 4) : 0) >> 2];
        v.X = column < s.K ? v.X : 0;
        v.Y = column + 1 < s.K ? v.Y : 0;
        v.Z = column + 2 < s.K ? v.Z : 0;
        v.W = column + 3 < s.K ? v.W : 0;
        return v;
    }

    // Four of B's row, 0 where there is none. What stands beyond a row's end only reaches columns of C that are not stored.
    [MethodImpl(Inline)]
    private static F4 Right(ArrayView<F4> b, int row, int column, GemmShape s)
    {
        var v = b[(row < s.K ? (row * s.PitchB) + Math.Min(column, s.PitchB - 4) : 0) >> 2];
        v.X = row < s.K ? v.X : 0;
        v.Y = row < s.K ? v.Y : 0;
        v.Z = row < s.K ? v.Z : 0;
        v.W = row < s.K ? v.W : 0;
        return v;
    }

    [MethodImpl(Inline)]
    private static void Put(ArrayView<float> shared, int at, F4 v)
    {
        shared[at] = v.X;
        shared[at + Tile] = v.Y;
        shared[at + (2 * Tile)] = v.Z;
        shared[at + (3 * Tile)] = v.W;
    }

    [MethodImpl(Inline)]
    private static void Store(ArrayView<F4> c, int row, int column, Row v, GemmShape s)
    {
        Store(c, row, column, v.Left, s);
        Store(c, row, column + 64, v.Right, s);
    }

    [MethodImpl(Inline)]
    private static void Store(ArrayView<F4> c, int row, int column, F4 v, GemmShape s)
    {
        if (row >= s.M || column >= s.N) return;
        var at = (row * s.PitchC) + column;
        if (column + 3 < s.N)
        {
            c[at >> 2] = v;
            return;
        }
        var floats = c.Cast<float>();
        floats[at] = v.X;
        if (column + 1 < s.N) floats[at + 1] = v.Y;
        if (column + 2 < s.N) floats[at + 2] = v.Z;
    }

    /// <summary>A thread's sums: rows 0-3 and 64-67.</summary>
    internal struct Sums
    {
        public Row R0, R1, R2, R3, R4, R5, R6, R7;

        /// <summary>sums + one column of A times one row of B, which begin at the given indices.</summary>
        [MethodImpl(Inline)]
        public static Sums Add(ArrayView<F4> a, ArrayView<F4> b, int top, int left, Sums sums)
        {
            F4 upper = a[top], lower = a[top + 16], l = b[left], r = b[left + 16];
            return new()
            {
                R0 = Row.Add(upper.X, l, r, sums.R0),
                R1 = Row.Add(upper.Y, l, r, sums.R1),
                R2 = Row.Add(upper.Z, l, r, sums.R2),
                R3 = Row.Add(upper.W, l, r, sums.R3),
                R4 = Row.Add(lower.X, l, r, sums.R4),
                R5 = Row.Add(lower.Y, l, r, sums.R5),
                R6 = Row.Add(lower.Z, l, r, sums.R6),
                R7 = Row.Add(lower.W, l, r, sums.R7),
            };
        }
    }

    /// <summary>Eight sums of a row of C: four columns, and four 64 to the right.</summary>
    internal struct Row
    {
        public F4 Left, Right;

        /// <summary>sums + a·(l, r).</summary>
        [MethodImpl(Inline)]
        public static Row Add(float a, F4 l, F4 r, Row sums) => new() { Left = Add(a, l, sums.Left), Right = Add(a, r, sums.Right) };

        [MethodImpl(Inline)]
        private static F4 Add(float a, F4 b, F4 sums) => new()
        {
            X = MathF.FusedMultiplyAdd(a, b.X, sums.X),
            Y = MathF.FusedMultiplyAdd(a, b.Y, sums.Y),
            Z = MathF.FusedMultiplyAdd(a, b.Z, sums.Z),
            W = MathF.FusedMultiplyAdd(a, b.W, sums.W),
        };
    }
}
