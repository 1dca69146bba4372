using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>
/// A product of 16-bit numbers on tensor cores, summed in float32. A group computes a tile of C from 64 of k at a time, which stages of
/// shared memory bring ahead of their use; the operands of the next sixteen of k come into registers before the sums of these.
/// </summary>
/// <typeparam name="TTile">The tile.</typeparam>
/// <typeparam name="TA">Which way A's lines run.</typeparam>
/// <typeparam name="TB">Which way B's run.</typeparam>
/// <typeparam name="TUnit">The kind of number.</typeparam>
/// <typeparam name="TOut">How C and the tensors of the map are stored.</typeparam>
/// <typeparam name="TMap">What is done to finished values.</typeparam>
internal readonly struct TensorBody<TTile, TA, TB, TUnit, TOut, TMap>(TensorNumbers numbers, TMap map) : IGpuBody
    where TTile : struct, ITensorTile
    where TA : struct, ITensorOrder
    where TB : struct, ITensorOrder
    where TUnit : struct, ITensorUnit
    where TOut : struct, IStored
    where TMap : struct, IMap3
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    // Floats from row to row of the sums in shared memory: 64, and 8 more so that the rows of a warp lie in different banks.
    private const int Pitch = 72;

    private readonly TensorNumbers numbers = numbers;

    public static int Threads => 32 * TTile.WarpRows * TTile.WarpColumns;

    public static int GroupsAtOnce => TTile.GroupsAtOnce;

    public static int SharedFloats => 4 * TTile.Stages * Stage;

    private static int Stage => TensorFeed<TTile, TA, TB>.Stage;

    private static int Rows => 16 * TTile.Strips;

    public void Run<TGpu, TView>(TGpu gpu, Views<TView> operands, TView shared) where TGpu : struct, IGpu where TView : struct, IView<float>
    {
        TView a = operands[GpuProduct.A], b = operands[GpuProduct.B];
        int lane = gpu.GroupIdx & 31, warp = gpu.GroupIdx >> 5;
        int warpRow = 0, warpColumn = warp;
        if (TTile.WarpColumns == 1) (warpRow, warpColumn) = (warp, 0);
        if (TTile.WarpColumns == 2) (warpRow, warpColumn) = (warp >> 1, warp & 1);
        if (TTile.WarpColumns == 4) (warpRow, warpColumn) = (warp >> 2, warp & 3);
        var tile = numbers.Tile(gpu.GridIdx);
        int row = tile.Row << (TTile.ShiftA + 3), column = tile.Column << (TTile.ShiftB + 3);
        var feed = new TensorFeed<TTile, TA, TB>(numbers.A, numbers.B, row, column, tile, gpu.GroupIdx);

        int atA = TA.PlaceA(warpRow * Rows, lane, TTile.ShiftA);
        int atB = TensorFeed<TTile, TA, TB>.StartOfB + TB.PlaceB(warpColumn * 64, lane, TTile.ShiftB);
        var sums = Multiply(gpu, shared, a, b, feed, atA, atB, tile.FirstK, tile.LastK);

        Instructions.WaitForCopies(0);          // those beyond the end of k, before the sums take their place
        gpu.Barrier();
        var start = warp * (Rows * Pitch);
        Put(shared, start + ((lane >> 2) * Pitch) + ((lane & 3) << 1), sums);
        gpu.Barrier();
        Write(operands, shared, start, tile.Offset, row + (warpRow * Rows), column + (warpColumn << 6), lane);
    }

    // Everything that moves is carried from turn to turn: ILGPU would compute it anew inside the loop.
    [MethodImpl(Inline)]
    private static TensorSums Multiply<TGpu, TView>(
        TGpu gpu, TView shared, TView a, TView b, TensorFeed<TTile, TA, TB> feed, int atA, int atB, int firstK, int lastK)
        where TGpu : struct, IGpu
        where TView : struct, IView<float>
    {
        for (var i = 0; i < TTile.Stages - 1; i++)
        {
            feed.Copy(shared, a, b);
            Instructions.CommitCopies();
            feed = feed.Next(Stage);
        }
        TensorSums sums = default;
        var wrap = (TTile.Stages - 1) * Stage;
        Instructions.WaitForCopies(TTile.Stages - 2);
        gpu.Barrier();
        var now = Load(shared, atA, atB, 0);
        for (var k = firstK; k < lastK; k += 64)
        {
            feed.Copy(shared, a, b);
            Instructions.CommitCopies();
            // The stage behind the one that was filled is multiplied: they wrap one after the other.
            var move = feed.Start == wrap - Stage ? -wrap : Stage;
            feed = feed.Next(feed.Start == wrap ? -wrap : Stage);
            var next = Load(shared, atA, atB, 1);
            sums = TensorSums.MultiplyAdd<TTile, TUnit>(now, sums);
            now = Load(shared, atA, atB, 2);
            sums = TensorSums.MultiplyAdd<TTile, TUnit>(next, sums);
            next = Load(shared, atA, atB, 3);
            sums = TensorSums.MultiplyAdd<TTile, TUnit>(now, sums);
            Instructions.WaitForCopies(TTile.Stages - 2);
            gpu.Barrier();
            atA += move;
            atB += move;
            now = Load(shared, atA, atB, 0);
            sums = TensorSums.MultiplyAdd<TTile, TUnit>(next, sums);
        }
        return sums;
    }

    [MethodImpl(Inline)]
    private static TensorOperands Load<TView>(TView shared, int a, int b, int step) where TView : struct, IView<float> =>
        TensorOperands.Load<TView, TTile, TA, TB>(shared, a, b, step);

    [MethodImpl(Inline)]
    private static void Put<TView>(TView shared, int at, TensorSums sums) where TView : struct, IView<float>
    {
        sums.R0.Put(shared, at, Pitch);
        sums.R1.Put(shared, at + (16 * Pitch), Pitch);
        if (TTile.Strips <= 2) return;
        sums.R2.Put(shared, at + (32 * Pitch), Pitch);
        sums.R3.Put(shared, at + (48 * Pitch), Pitch);
    }

    // Sixteen lanes a row, four columns each; eight rows at a time, so that what they read of other tensors comes together.
    [MethodImpl(Inline)]
    private void Write<TView>(Views<TView> operands, TView shared, int start, int offset, int row, int column, int lane)
        where TView : struct, IView<float>
    {
        var end = new ProductEnd<TMap>(numbers.End, map);
        int first = row + (lane >> 4), place = (start + ((lane >> 4) * Pitch) + ((lane & 15) << 2)) >> 2;
        column += (lane & 15) << 2;
        var bias = end.Bias(operands, column);
        for (var r = 0; r < Rows; r += 8)
        {
            int i0 = first + r, i1 = i0 + 2, i2 = i0 + 4, i3 = i0 + 6;
            var v0 = end.Read<TOut, TView>(operands, At(offset, i0), i0, column, i0 < numbers.M);
            var v1 = end.Read<TOut, TView>(operands, At(offset, i1), i1, column, i1 < numbers.M);
            var v2 = end.Read<TOut, TView>(operands, At(offset, i2), i2, column, i2 < numbers.M);
            var v3 = end.Read<TOut, TView>(operands, At(offset, i3), i3, column, i3 < numbers.M);
            var from = place + (r * (Pitch >> 2));
            if (i0 < numbers.M) end.Write<TOut, TView>(operands, At(offset, i0), i0, column, shared.At<Float4>(from), bias, v0);
            from += Pitch >> 1;
            if (i1 < numbers.M) end.Write<TOut, TView>(operands, At(offset, i1), i1, column, shared.At<Float4>(from), bias, v1);
            from += Pitch >> 1;
            if (i2 < numbers.M) end.Write<TOut, TView>(operands, At(offset, i2), i2, column, shared.At<Float4>(from), bias, v2);
            from += Pitch >> 1;
            if (i3 < numbers.M) end.Write<TOut, TView>(operands, At(offset, i3), i3, column, shared.At<Float4>(from), bias, v3);
        }
    }

    private int At(int offset, int row) => offset + (row * numbers.CRow);
}
