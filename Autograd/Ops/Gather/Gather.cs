using System.Numerics;
using System.Runtime.CompilerServices;
using Gexia.Cpu;
using Gexia.Gpu;

namespace Gexia;

/// <summary>
/// Picks rows by number: y[i, :] = table[ids[i], :]. A row may be picked often, so its gradient is a sum:
/// dL/dtable[r, :] = Σ over i with ids[i] = r of dL/dy[i, :], added in the order of i.
/// </summary>
/// <remarks>
/// A GPU first sorts the ids, equal ones by their places; then each row of the table that was picked has threads of its own, so that sums
/// need no atomic additions and have the same bits every time.
/// </remarks>
public static class GatherOp
{
    /// <summary>Rows of a table, as an embedding looks up tokens.</summary>
    /// <param name="table">[rows, width], a floating dtype.</param>
    /// <param name="ids">int32 or int64 of any shape, each in 0..rows−1. On a GPU, whose kernels cannot throw, an id outside picks a row of
    /// NaN, and gets no gradient.</param>
    /// <returns>[ids' shape…, width].</returns>
    /// <exception cref="ShapeException">The table is not a floating matrix, ids are not integers, or an id is outside
    /// the table.</exception>
    public static Tensor Gather(this Tensor table, Tensor ids)
    {
        if (table.Shape.Rank != 2 || !table.DType.IsFloating())
            throw new ShapeException(
                "Gather", $"the table must be floating [rows, width], not {table.Description}.", table.Shape);
        var rows = Rows(ids, new(table.Shape[0], table.Shape[1], table.DType, isPacked: false));
        var source = table.Contiguous();
        var width = table.Shape[1];
        var y = table.NewEmpty(ids.Shape.Append(width));
        y.Device.Run(new Pick(source, rows, y, width));
        var count = checked((int)ids.Length);
        return Graph.Record("Gather", y, [table], saved: [], (dY, sink) =>
        {
            var dTable = table.NewZeros(table.Shape);
            var d = dY.Contiguous();
            Tensor? order = null;
            if (dTable.Device.HasManyThreads)
            {
                order = rows.NewEmpty([2, count], DType.Int32);
                order.Device.Run(new SortRows(rows, order));
            }
            dTable.Device.Run(new Scatter(d, rows, order, dTable, width));
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

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher
        {
            var count = (int)rows.Length;
            gpu.Run(new ReadIdsBody(count, ids.DType.Size()), (count + ReadIdsBody.Threads - 1) / ReadIdsBody.Threads);
            return true;
        }

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

    private readonly struct Pick(Tensor table, Tensor rows, Tensor y, int width) : IRowKernel, ICpuKernel
    {
        public Operands Operands => new([table, rows], [y]);

        public void OnCpu() => CpuLauncher.Run(this, y.DType, rows.Length, Math.Max(1, 16384 / Math.Max(1, width)));

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher => RowTeams.Run(this, gpu, y.DType, width);

        public void OnGpu<TStored, TTeam, TFours, TLauncher>(in TLauncher gpu)
            where TStored : struct, IStored where TTeam : struct, IRowTeam where TFours : struct, IRowFours
            where TLauncher : struct, IGpuLauncher =>
            gpu.Run(new PickBody<TStored, TTeam, TFours>((int)rows.Length, width, table.Shape[0]), TTeam.Groups(rows.Length));

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

    // The processor has no use for the order, and counts here what comes before each row number only to say what a GPU must leave.
    private readonly struct SortRows(Tensor rows, Tensor order) : IKernel, ICpuKernel
    {
        public Operands Operands => new([rows], [order]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, rows.Length, 64);

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher
        {
            gpu.Run(new SortRowsBody((int)rows.Length), WarpTeam.Groups(rows.Length));
            return true;
        }

        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var all = new ReadOnlySpan<long>(rows.Pointer<long>(), (int)rows.Length);
            var sorted = order.Pointer<int>();
            for (var i = (int)from; i < to; i++)
            {
                var rank = 0;
                for (var j = 0; j < all.Length; j++) if (all[j] < all[i] || (all[j] == all[i] && j < i)) rank++;
                sorted[rank] = i;
                sorted[all.Length + rank] = all[i] is >= 0 and <= int.MaxValue ? (int)all[i] : -1;
            }
        }
    }

    // By columns: each thread adds all rows of its own columns, in order.
    private readonly struct Scatter(Tensor dY, Tensor rows, Tensor? order, Tensor dTable, int width) : IStoredKernel, ICpuKernel
    {
        public Operands Operands => new([dY, rows, order], [dTable]);

        public void OnCpu() => CpuLauncher.Run(this, dY.DType, width, 64);

        public bool OnGpu<TLauncher>(in TLauncher gpu) where TLauncher : struct, IGpuLauncher => Stored.Run(this, gpu, dY.DType);

        public void OnGpu<TStored, TLauncher>(in TLauncher gpu) where TStored : struct, IStored where TLauncher : struct, IGpuLauncher
        {
            var (count, groups) = ((int)rows.Length, rows.Length * ColumnPanels.Count(width));
            var panels = ColumnPanels.Axis(width);
            if (RowTeams.AreAligned(Operands, width))
                gpu.Run(new ScatterBody<TStored, AdjacentFours>(count, width, dTable.Shape[0], panels), groups);
            else gpu.Run(new ScatterBody<TStored, SpacedFours>(count, width, dTable.Shape[0], panels), groups);
        }

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
