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
    /// <exception cref="ShapeException">The table is not a floating matrix, ids are not integers, or an id is outside
    /// the table.</exception>
    public static Tensor Gather(this Tensor table, Tensor ids)
    {
        if (table.Shape.Rank != 2 || !table.DType.IsFloating())
            throw new ShapeException(
                "Gather", $"the table must be float32 or float64 [rows, width], not {table.Description}.", table.Shape);
        var rows = Rows(ids, new(table.Shape[0], table.Shape[1], table.DType, isPacked: false));
        var source = table.Contiguous();
        var width = table.Shape[1];
        var y = table.NewEmpty(ids.Shape.Append(width));
        y.Device.Run(new Pick(source, rows, y, width));
        return Graph.Record("Gather", y, [table], saved: [], (dY, sink) =>
        {
            var dTable = table.NewZeros(table.Shape);
            // By columns: each thread adds all rows of its own columns, in order.
            var d = dY.Contiguous();
            dTable.Device.Run(new Scatter(d, rows, dTable, width));
            sink.Add(table, dTable);
        });
    }

    /// <summary>Ids as row numbers, int64 [ids], checked against a table.</summary>
    internal static Tensor Rows(Tensor ids, TableFacts table)
    {
        if (ids.DType is not (DType.Int32 or DType.Int64))
            throw new ShapeException("Gather", $"ids must be int32 or int64, not {ids.Description}. table: {table}.", ids.Shape);
        var rows = ids.NewEmpty([checked((int)ids.Length)], DType.Int64);
        rows.Device.Run(new ReadIds(ids.Contiguous(), rows, table));
        return rows;
    }

    /// <summary>What is said of a table when an id does not fit it.</summary>
    internal readonly struct TableFacts(int rows, int width, DType type, bool isPacked)
    {
        public int Rows => rows;

        public Shape Shape => [rows, width];

        /// <summary>As a tensor describes itself, or a <see cref="PackedTable"/>.</summary>
        public override string ToString() => $"{type.ToString().ToLowerInvariant()}{(isPacked ? " table " : "")}{Shape}";
    }

    // A kernel of a single item: captured with the others, it reads and checks the ids again whenever a step runs again.
    private readonly struct ReadIds(Tensor ids, Tensor rows, TableFacts table) : IKernel, ICpuKernel
    {
        public Operands Operands => new([ids], [rows]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, 1, 1);

        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var chosen = rows.Pointer<long>();
            for (var i = 0; i < rows.Length; i++)
            {
                chosen[i] = ids.DType == DType.Int32 ? ids.Pointer<int>()[i] : ids.Pointer<long>()[i];
                if ((ulong)chosen[i] >= (ulong)table.Rows)
                    throw new ShapeException(
                        "Gather", $"id {chosen[i]} is outside 0..{table.Rows - 1}. table: {table}.", table.Shape, ids.Shape);
            }
        }
    }

    private readonly struct Pick(Tensor table, Tensor rows, Tensor y, int width) : IKernel, ICpuKernel
    {
        public Operands Operands => new([table, rows], [y]);

        public void OnCpu() => CpuLauncher.Run(this, y.DType, rows.Length, Math.Max(1, 16384 / Math.Max(1, width)));

        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var chosen = rows.Pointer<long>();
            for (var i = from; i < to; i++)
                Unsafe.CopyBlockUnaligned(
                    y.Pointer<T>() + (i * width), table.Pointer<T>() + (chosen[i] * width), (uint)(width * sizeof(T)));
        }
    }

    private readonly struct Scatter(Tensor dY, Tensor rows, Tensor dTable, int width) : IKernel, ICpuKernel
    {
        public Operands Operands => new([dY, rows], [dTable]);

        public void OnCpu() => CpuLauncher.Run(this, dY.DType, width, 64);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            T* source = dY.Pointer<T>(), target = dTable.Pointer<T>();
            var chosen = rows.Pointer<long>();
            for (long i = 0; i < rows.Length; i++, source += width)
            {
                var row = target + (chosen[i] * width);
                for (var c = from; c < to; c += TLane.Count)
                {
                    var count = (int)Math.Min(TLane.Count, to - c);
                    TLane.StorePart(
                        TLane.LoadPart(row + c, count, TLane.Of(0)) + TLane.LoadPart(source + c, count, TLane.Of(0)), row + c, count);
                }
            }
        }
    }
}
