using System.Runtime.CompilerServices;
using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>
/// bf16 on tensor cores, summed in float32: C [m, n] = A [m, k]·B [n, k]ᵀ, all row-major with pitches that are multiples of 8, any m, n, k.
/// Between n and C's pitch zeros are written.
/// </summary>
/// <remarks>
/// A stage holds the group's rows of A, then those of B. Chunk c of row r stands at c XOR s(r), with s chosen such that the eight rows
/// which a matrix load reads lie in different banks.
/// </remarks>
internal static class TensorCoreGemm
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // Tiles of C are walked in bands of so many rows of tiles, so that groups which run together share rows of A and B in the cache.
    private const int Band = 8;

    public static KernelSource Source<TTile, TOutput>() where TTile : unmanaged, ITile where TOutput : unmanaged, IOutput =>
        new($"mma-{typeof(TTile).Name}-{typeof(TOutput).Name}", Run<TTile, TOutput>, Threads(default(TTile)));

    public static KernelConfig Config<TTile>(GemmShape s) where TTile : unmanaged, ITile
    {
        TTile tile = default;
        var groups = Groups(s.M, 64 * tile.WarpRows) * Groups(s.N, 64 * tile.WarpColumns);
        return new(new Index3D(groups, 1, 1), new Index3D(Threads(tile), 1, 1),
            SharedMemoryConfig.RequestDynamic<U4>(SharedBytes(tile) / 16));
    }

    public static int SharedBytes<TTile>(TTile tile) where TTile : unmanaged, ITile =>
        tile.Stages * 64 * (tile.WarpRows + tile.WarpColumns) * tile.Chunks * 16;

    public static int Threads<TTile>(TTile tile) where TTile : unmanaged, ITile => 32 * tile.WarpRows * tile.WarpColumns;

    public static void Run<TTile, TOutput>(ArrayView<U4> a, ArrayView<U4> b, ArrayView<uint> c, GemmShape s)
        where TTile : unmanaged, ITile where TOutput : unmanaged, IOutput
    {
        TTile tile = default;
        var shared = SharedMemory.GetDynamic<U4>();
        int thread = Group.IdxX, lane = thread & 31, warp = thread >> 5;

        // Which tile of C.
        int tilesN = Groups(s.N, 64 * tile.WarpColumns), tilesM = Groups(s.M, 64 * tile.WarpRows);
        int band = Grid.IdxX / (Band * tilesN), within = Grid.IdxX - (band * Band * tilesN), rows = Math.Min(Band, tilesM - (band * Band));
        int tileN = within / rows, tileM = (band * Band) + within - (tileN * rows);
        int row0 = tileM * 64 * tile.WarpRows, column0 = tileN * 64 * tile.WarpColumns;

        // What this thread copies: one chunk of every (threads/chunks)-th row of A, then of B.
        int chunkShift = tile.Chunks == 8 ? 3 : 2, swizzleShift = tile.Chunks == 8 ? 0 : 1, mask = tile.Chunks - 1;
        int copyRow = thread >> chunkShift, copyChunk = thread & mask, step = (32 * tile.WarpRows * tile.WarpColumns) >> chunkShift;
        int startOfB = (64 * tile.WarpRows) << chunkShift, stage = startOfB + ((64 * tile.WarpColumns) << chunkShift);
        var fill = (copyRow << chunkShift) + (copyChunk ^ ((copyRow >> swizzleShift) & mask));
        int fromA = ((row0 + copyRow) * (s.PitchA >> 3)) + copyChunk, fromB = ((column0 + copyRow) * (s.PitchB >> 3)) + copyChunk;
        var left = (s.K - (copyChunk * 8)) * 2;                   // bytes of a row from this thread's chunk on
        int stepBytes = tile.Chunks * 16, rowA = row0 + copyRow, rowB = column0 + copyRow;

        for (var i = 0; i < tile.Stages - 1; i++)
        {
            Fill(tile, shared, fill, startOfB, a, b, fromA, fromB, rowA, rowB, left, step, chunkShift, s);
            Instructions.CommitCopies();
            fill += stage;
            fromA += tile.Chunks;
            fromB += tile.Chunks;
            left -= stepBytes;
        }

        // What this lane names to the matrix loads: of A, row lane%16 and chunk lane/16; of B, rows (columns of C) 0-7 with chunks 0 and 1,
        // then 8-15. Rows begin at multiples of the chunks, so that a step's chunk can be mixed into the index itself.
        int warpRow = warp >> (tile.WarpColumns >> 1), warpColumn = warp & (tile.WarpColumns - 1);
        int laneA = (warpRow * 64) + (lane & 15), laneB = (warpColumn * 64) + (lane & 7) + ((lane >> 4) * 8);
        var atA = (laneA << chunkShift) + ((lane >> 4) ^ ((laneA >> swizzleShift) & mask));
        var atB = startOfB + (laneB << chunkShift) + (((lane >> 3) & 1) ^ ((laneB >> swizzleShift) & mask));

        // Everything that moves is carried from turn to turn: ILGPU would compute it anew inside the loop.
        WarpTile sums = default;
        Operands now = default;
        var slot = 0;
        int sixteen = 16 << chunkShift, wrap = (tile.Stages - 1) * stage;
        if (tile.Ahead)
        {
            Instructions.WaitForCopies(tile.Stages - 2);
            Group.Barrier();
            now = Operands.Load(shared, atA, atB, sixteen);
        }
        for (var k = 0; k < s.K; k += tile.Chunks * 8)
        {
            if (!tile.Ahead)
            {
                Instructions.WaitForCopies(tile.Stages - 2);
                Group.Barrier();
            }
            Fill(tile, shared, fill, startOfB, a, b, fromA, fromB, rowA, rowB, left, step, chunkShift, s);
            Instructions.CommitCopies();
            fromA += tile.Chunks;
            fromB += tile.Chunks;
            left -= stepBytes;
            fill += slot == 0 ? -wrap : stage;
            var move = slot == tile.Stages - 1 ? -wrap : stage;
            slot = slot == tile.Stages - 1 ? 0 : slot + 1;
            if (tile.Ahead)
            {
                var next = Operands.Load(shared, atA ^ 2, atB ^ 2, sixteen);
                sums = WarpTile.MultiplyAdd(now, sums);
                if (tile.Chunks == 8)
                {
                    now = Operands.Load(shared, atA ^ 4, atB ^ 4, sixteen);
                    sums = WarpTile.MultiplyAdd(next, sums);
                    next = Operands.Load(shared, atA ^ 6, atB ^ 6, sixteen);
                    sums = WarpTile.MultiplyAdd(now, sums);
                }
                Instructions.WaitForCopies(tile.Stages - 2);
                Group.Barrier();
                now = Operands.Load(shared, atA + move, atB + move, sixteen);
                sums = WarpTile.MultiplyAdd(next, sums);
            }
            else
            {
                sums = WarpTile.MultiplyAdd(Operands.Load(shared, atA, atB, sixteen), sums);
                sums = WarpTile.MultiplyAdd(Operands.Load(shared, atA ^ 2, atB ^ 2, sixteen), sums);
                if (tile.Chunks == 8)
                {
                    sums = WarpTile.MultiplyAdd(Operands.Load(shared, atA ^ 4, atB ^ 4, sixteen), sums);
                    sums = WarpTile.MultiplyAdd(Operands.Load(shared, atA ^ 6, atB ^ 6, sixteen), sums);
                }
            }
            atA += move;
            atB += move;
        }
        Instructions.WaitForCopies(0);          // those beyond the end of k: none may outlive the group

        int row = row0 + (warpRow * 64) + (lane >> 2), column = column0 + (warpColumn * 64) + ((lane & 3) * 2);
        Store<TOutput>(c, row, column, sums.R0, s);
        Store<TOutput>(c, row + 16, column, sums.R1, s);
        Store<TOutput>(c, row + 32, column, sums.R2, s);
        Store<TOutput>(c, row + 48, column, sums.R3, s);
    }

    private static int Groups(int size, int tile) => (size + tile - 1) / tile;

    // Begins the copies of a stage. Rows and columns that are not there become zeros.
    [MethodImpl(Inline)]
    private static void Fill<TTile>(
        TTile tile, ArrayView<U4> shared, int to, int startOfB, ArrayView<U4> a, ArrayView<U4> b,
        int fromA, int fromB, int rowA, int rowB, int left, int step, int chunkShift, GemmShape s) where TTile : unmanaged, ITile
    {
        var bytes = Math.Max(0, Math.Min(16, left));
        var rowsOfWarp = tile.Chunks == 8 ? 4 : 8;              // rows that one warp copies at a time
        int passesA = 64 / (rowsOfWarp * tile.WarpColumns), passesB = 64 / (rowsOfWarp * tile.WarpRows);
        new Copies(shared, a, s.M, step, step * (s.PitchA >> 3), chunkShift).Copy(passesA, to, fromA, rowA, bytes);
        new Copies(shared, b, s.N, step, step * (s.PitchB >> 3), chunkShift).Copy(passesB, to + startOfB, fromB, rowB, bytes);
    }

    [MethodImpl(Inline)]
    private static void Store<TOutput>(ArrayView<uint> c, int row, int column, Strip v, GemmShape s) where TOutput : unmanaged, IOutput
    {
        Store<TOutput>(c, row, column, v.C0, s);
        Store<TOutput>(c, row, column + 8, v.C1, s);
        Store<TOutput>(c, row, column + 16, v.C2, s);
        Store<TOutput>(c, row, column + 24, v.C3, s);
        Store<TOutput>(c, row, column + 32, v.C4, s);
        Store<TOutput>(c, row, column + 40, v.C5, s);
        Store<TOutput>(c, row, column + 48, v.C6, s);
        Store<TOutput>(c, row, column + 56, v.C7, s);
    }

    [MethodImpl(Inline)]
    private static void Store<TOutput>(ArrayView<uint> c, int row, int column, F4 v, GemmShape s) where TOutput : unmanaged, IOutput
    {
        TOutput output = default;
        if (column >= s.PitchC) return;
        var at = ((row * s.PitchC) + column) >> 1;
        if (row < s.M) output.Store(c, at * 2, v.X, v.Y);
        if (row + 8 < s.M) output.Store(c, (at * 2) + (8 * s.PitchC), v.Z, v.W);
    }
}
