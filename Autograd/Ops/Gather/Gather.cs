using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// Picks rows by number: y[i, :] = table[ids[i], :]. A row may be picked often, so its gradient is a sum:
/// dL/dtable[r, :] = Σ over i with ids[i] = r of dL/dy[i, :], added in the order of i.
/// </summary>
public static class GatherOp
{
    /// <summary>Rows of a table, as an embedding looks up tokens.</summary>
    /// <param name="table">[rows, width], float32 or float64.</param>
    /// <param name="ids">int32 or int64 of any shape, each in 0..rows−1.</param>
    /// <returns>[ids' shape…, width].</returns>
    /// <exception cref="ShapeException">The table is not a floating matrix, ids are not integers, or an id is outside the table.</exception>
    public static Tensor Gather(this Tensor table, Tensor ids)
    {
        if (table.Shape.Rank != 2 || !table.DType.IsFloating())
            throw new ShapeException("Gather", $"the table must be float32 or float64 [rows, width], not {table.Description}.", table.Shape);
        var rows = Rows(ids, table.Shape, table);
        var source = table.Contiguous();
        var width = table.Shape[1];
        var y = Tensor.Empty(ids.Shape.Append(width), table.DType);
        Device.Cpu.Launch(new Pick(source, y, rows, width), table.DType, rows.Length, Math.Max(1, 16384 / Math.Max(1, width)), [source, y]);
        return Graph.Record("Gather", y, [table], saved: [], (dY, sink) =>
        {
            var dTable = Tensor.Zeros(table.Shape, table.DType);
            // By columns: each thread adds all rows of its own columns, in order.
            var d = dY.Contiguous();
            Device.Cpu.Launch(new Scatter(d, dTable, rows, width), table.DType, width, 64, [d, dTable]);
            sink.Add(table, dTable);
        });
    }

    /// <summary>Ids as row numbers, checked against a table [rows, width].</summary>
    internal static long[] Rows(Tensor ids, Shape shape, object table)
    {
        if (ids.DType is not (DType.Int32 or DType.Int64))
            throw new ShapeException("Gather", $"ids must be int32 or int64, not {ids.Description}. table: {Named(table)}.", ids.Shape);
        var rows = new long[ids.Length];
        var plain = ids.Contiguous();
        Device.Cpu.Launch(new ReadIds(plain, rows, shape, table), DType.Float32, 1, 1, [plain]);
        return rows;
    }

    // A tensor without its values, or what a packed table says of itself.
    private static object Named(object table) => table is Tensor tensor ? tensor.Description : table;

    // A kernel of a single item: captured with the others, it reads and checks the ids again whenever a step runs again.
    private readonly struct ReadIds(Tensor ids, long[] rows, Shape shape, object table) : ICpuKernel
    {
        public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var i = 0; i < rows.Length; i++)
            {
                rows[i] = ids.DType == DType.Int32 ? ids.Pointer<int>()[i] : ids.Pointer<long>()[i];
                if ((ulong)rows[i] >= (ulong)shape[0])
                    throw new ShapeException("Gather", $"id {rows[i]} is outside 0..{shape[0] - 1}. table: {Named(table)}.", shape, ids.Shape);
            }
        }
    }

    private readonly struct Pick(Tensor table, Tensor y, long[] rows, int width) : ICpuKernel
    {
        public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var i = from; i < to; i++)
                Unsafe.CopyBlockUnaligned(y.Pointer<T>() + (i * width), table.Pointer<T>() + (rows[i] * width), (uint)(width * sizeof(T)));
        }
    }

    private readonly struct Scatter(Tensor dY, Tensor dTable, long[] rows, int width) : ICpuKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            T* source = dY.Pointer<T>(), target = dTable.Pointer<T>();
            for (long i = 0; i < rows.Length; i++, source += width)
            {
                var row = target + (rows[i] * width);
                for (var c = from; c < to; c += TLane.Count)
                {
                    var count = (int)Math.Min(TLane.Count, to - c);
                    TLane.StorePart(TLane.LoadPart(row + c, count, TLane.Of(0)) + TLane.LoadPart(source + c, count, TLane.Of(0)), row + c, count);
                }
            }
        }
    }
}
