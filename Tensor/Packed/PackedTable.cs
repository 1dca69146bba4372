using System.Numerics;
using Gexia.Cpu;

namespace Gexia;

/// <summary>A table of embeddings, [rows, width], whose rows are picked by number.</summary>
public sealed class PackedTable : PackedWeight
{
    private PackedTable(int rows, int width, WeightFormat format, Device device) : base((long)rows * width, rows, format, device) =>
        (Rows, Width) = (rows, width);

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Length of a row.</summary>
    public int Width { get; }

    /// <summary>Stores a table.</summary>
    /// <param name="table">float32 [rows, width], of any layout. It may be changed or dropped afterwards.</param>
    /// <param name="format">How.</param>
    /// <exception cref="ShapeException">The table is no float32 matrix.</exception>
    public static PackedTable Of(Tensor table, WeightFormat format = WeightFormat.Float32)
    {
        RequireMatrix("PackedTable", table);
        var packed = new PackedTable(table.Shape[0], table.Shape[1], format, table.Device);
        table.Device.Run(new Pack(table.Contiguous(), packed.Content));
        return packed;
    }

    /// <inheritdoc/>
    public override Tensor Unpack()
    {
        var table = Values.NewEmpty([Rows, Width], DType.Float32);
        table.Device.Run(new UnpackRows(Content, table));
        return table;
    }

    /// <summary>As <c>int8 table [49408, 512]</c>.</summary>
    public override string ToString() => $"{Format.Word()} table [{Rows}, {Width}]";

    /// <summary>What a kernel needs.</summary>
    internal PackedRows Content => new(Values, Scales, Format, Width);

    // Rows of a table to their stored form.
    private readonly unsafe struct Pack(Tensor source, PackedRows target) : IKernel, ICpuKernel
    {
        public Operands Operands => new([source], [target.Values, target.Scales]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, source.Shape[0], Math.Max(1, 65_536 / Math.Max(1, source.Shape[1])));

        public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var row = from; row < to; row++) target.Write(row, source.Pointer<float>() + (row * source.Shape[1]));
        }
    }

    // And back.
    private readonly unsafe struct UnpackRows(PackedRows source, Tensor target) : IKernel, ICpuKernel
    {
        public Operands Operands => new([source.Values, source.Scales], [target]);

        public void OnCpu() => CpuLauncher.Run(this, DType.Float32, target.Shape[0], Math.Max(1, 65_536 / Math.Max(1, target.Shape[1])));

        public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var row = from; row < to; row++) source.Read(row, target.Pointer<float>() + (row * target.Shape[1]));
        }
    }
}
