namespace Gexia.Cpu;

/// <summary>The stored rows of a <see cref="PackedTable"/>: what a kernel holds of it.</summary>
/// <param name="values">[rows · width] in the format's dtype.</param>
/// <param name="scales">One factor a row, for <see cref="WeightFormat.Int8"/>.</param>
/// <param name="format">How the values are stored.</param>
/// <param name="width">Length of a row.</param>
internal readonly unsafe struct PackedRows(Tensor values, Tensor? scales, WeightFormat format, int width)
{
    public Tensor Values => values;

    public Tensor? Scales => scales;

    public int Width => width;

    /// <summary>Stores a row of floats.</summary>
    public void Write(long row, float* from)
    {
        var start = row * width;
        switch (format)
        {
            case WeightFormat.Float32: new ReadOnlySpan<float>(from, width).CopyTo(new(values.Pointer<float>() + start, width)); break;
            case WeightFormat.BFloat16: Narrow.BFloat16(from, values.Pointer<BFloat16>() + start, width); break;
            default: Narrow.Int8Row(from, width, values.Pointer<sbyte>() + start, scales!.Pointer<float>() + row); break;
        }
    }

    /// <summary>A row as floats. The conversions are exact but for int8's one multiplication.</summary>
    public void Read(long row, float* to)
    {
        var start = row * width;
        switch (format)
        {
            case WeightFormat.Float32: new ReadOnlySpan<float>(values.Pointer<float>() + start, width).CopyTo(new(to, width)); break;
            case WeightFormat.BFloat16:
                var halves = values.Pointer<BFloat16>() + start;
                for (var i = 0; i < width; i++) to[i] = halves[i];
                break;
            default:
                var bytes = values.Pointer<sbyte>() + start;
                var factor = scales!.Pointer<float>()[row];
                for (var i = 0; i < width; i++) to[i] = factor * bytes[i];
                break;
        }
    }
}
