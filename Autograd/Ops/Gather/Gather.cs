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
            throw new ShapeException("Gather", $"the table must be float32 or float64 [rows, width], not {table}.", table.Shape);
        var rows = Rows(ids, table.Shape, table);
        var source = table.Contiguous();
        var width = table.Shape[1];
        var y = Tensor.Empty(ids.Shape.Append(width), table.DType);
        Device.Cpu.Launch(new Pick(source, y, rows, width), table.DType, rows.Length, Math.Max(1, 16384 / Math.Max(1, width)));
        return Graph.Record("Gather", y, [table], (dY, sink) =>
        {
            var dTable = Tensor.Zeros(table.Shape, table.DType);
            // By columns: each thread adds all rows of its own columns, in order.
            Device.Cpu.Launch(new Scatter(dY.Contiguous(), dTable, rows, width), table.DType, width, 64);
            sink.Add(table, dTable);
        });
    }

    /// <summary>Ids as row numbers, checked against a table [rows, width].</summary>
    internal static long[] Rows(Tensor ids, Shape shape, object table)
    {
        var rows = ids.DType switch
        {
            DType.Int32 => Array.ConvertAll(ids.ToArray<int>(), id => (long)id),
            DType.Int64 => ids.ToArray<long>(),
            _ => throw new ShapeException("Gather", $"ids must be int32 or int64, not {ids}. table: {table}.", ids.Shape),
        };
        foreach (var row in rows)
            if ((ulong)row >= (ulong)shape[0])
                throw new ShapeException("Gather", $"id {row} is outside 0..{shape[0] - 1}. table: {table}.", shape, ids.Shape);
        return rows;
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
