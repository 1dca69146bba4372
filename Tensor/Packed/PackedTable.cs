using System.Numerics;
using Gexia.Cpu;

namespace Gexia;

/// <summary>A table of embeddings, [rows, width], whose rows are picked by number.</summary>
public sealed class PackedTable : PackedWeight
{
    private PackedTable(int rows, int width, WeightFormat format) : base((long)rows * width, rows, format) => (Rows, Width) = (rows, width);

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
        var source = table.IsContiguous ? table : table.Copy();
        var packed = new PackedTable(table.Shape[0], table.Shape[1], format);
        Device.Cpu.Launch(new Pack(source, packed), DType.Float32, packed.Rows, grain: Math.Max(1, 65_536 / Math.Max(1, packed.Width)), [source]);
        return packed;
    }

    /// <inheritdoc/>
    public override unsafe Tensor Unpack()
    {
        var table = Tensor.Empty([Rows, Width]);
        for (var row = 0; row < Rows; row++) CopyRow(row, table.Pointer<float>() + ((long)row * Width));
        return table;
    }

    /// <summary>As <c>int8 table [49408, 512]</c>.</summary>
    public override string ToString() => $"{Format.Word()} table [{Rows}, {Width}]";

    /// <summary>One row as floats. The conversions are exact but for int8's one multiplication.</summary>
    internal unsafe void CopyRow(long row, float* to)
    {
        var start = row * Width;
        switch (Format)
        {
            case WeightFormat.Float32: new ReadOnlySpan<float>((float*)Data + start, Width).CopyTo(new(to, Width)); break;
            case WeightFormat.BFloat16: for (var i = 0; i < Width; i++) to[i] = ((BFloat16*)Data)[start + i]; break;
            default: for (var i = 0; i < Width; i++) to[i] = ((float*)Scales)[row] * ((sbyte*)Data)[start + i]; break;
        }
        GC.KeepAlive(this);
    }

    private readonly unsafe struct Pack(Tensor source, PackedTable table) : ICpuKernel
    {
        public void Run<TLane, T>(long from, long to) where TLane : struct, ILane<TLane, T> where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var row = from; row < to; row++)
            {
                var start = row * table.Width;
                var floats = source.Pointer<float>() + start;
                if (table.Format == WeightFormat.Float32) new ReadOnlySpan<float>(floats, table.Width).CopyTo(new((float*)table.Data + start, table.Width));
                else if (table.Format == WeightFormat.BFloat16) Narrow.BFloat16(floats, (BFloat16*)table.Data + start, table.Width);
                else Narrow.Int8Row(floats, table.Width, (sbyte*)table.Data + start, (float*)table.Scales + row);
            }
        }
    }
}
