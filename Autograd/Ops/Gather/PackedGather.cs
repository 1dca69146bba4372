using System.Numerics;
using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// Picks rows of a table that no longer changes, <see cref="PackedTable"/>, by number, as <see cref="GatherOp"/> does of a tensor.
/// </summary>
public static class PackedGatherOp
{
    /// <summary>Rows of a table, as an embedding looks up tokens.</summary>
    /// <param name="table">[rows, width].</param>
    /// <param name="ids">int32 or int64 of any shape, each in 0..rows−1.</param>
    /// <returns>float32 [ids' shape…, width].</returns>
    /// <exception cref="ShapeException">Ids are not integers, or an id is outside the table.</exception>
    public static Tensor Gather(this PackedTable table, Tensor ids)
    {
        var rows = GatherOp.Rows(ids, new(table.Rows, table.Width, table.Format.DType(), isPacked: true));
        var y = rows.NewEmpty(ids.Shape.Append(table.Width), DType.Float32);
        y.Device.Run(new Pick(table.Content, rows, y));
        return y;
    }

    private readonly struct Pick(PackedRows table, Tensor rows, Tensor y) : IKernel, ICpuKernel
    {
        public Operands Operands => new([table.Values, table.Scales, rows], [y]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, rows.Length, Math.Max(1, 16384 / Math.Max(1, table.Width)));

        public unsafe void Run<TLane, T>(long from, long to)
            where TLane : struct, ILane<TLane, T>
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var i = from; i < to; i++) table.Read(rows.Pointer<long>()[i], y.Pointer<float>() + (i * table.Width));
        }
    }
}
