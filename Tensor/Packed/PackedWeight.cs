namespace Gexia;

/// <summary>
/// Numbers of a model, [rows, columns], that will not change any more: packed, in the order in which they are used, and quantized to fewer
/// bits if wished. For inference: they have no gradient.
/// </summary>
public abstract class PackedWeight
{
    private protected PackedWeight(long values, long factors, WeightFormat format, Device device)
    {
        Format = format;
        Values = Tensor.Lasting([checked((int)values)], format.DType(), device);
        if (format == WeightFormat.Int8) Scales = Tensor.Lasting([checked((int)factors)], DType.Float32, device);
    }

    /// <summary>How the numbers are stored.</summary>
    public WeightFormat Format { get; }

    /// <summary>Memory that it takes.</summary>
    public long Bytes => Values.Storage.Bytes + (Scales?.Storage.Bytes ?? 0);

    /// <summary>The numbers as they are stored: equal for equal weights and formats, whatever machine stored them.</summary>
    public ReadOnlySpan<byte> Stored => Values.Storage.Span;

    /// <summary>The factors of <see cref="WeightFormat.Int8"/>; empty for other formats.</summary>
    public ReadOnlySpan<byte> Factors => Scales is null ? [] : Scales.Storage.Span;

    /// <summary>Whether every number that is used is finite.</summary>
    public bool IsFinite => Scales is null
        ? !NonFinite.AnyIn(Stored, Format.DType())
        : !Array.Exists(Scales.ToArray<float>(), factor => !float.IsFinite(factor * sbyte.MaxValue));

    /// <summary>What is used: float32 [rows, columns], the stored numbers exactly.</summary>
    public abstract Tensor Unpack();

    /// <summary>The numbers, of the format's dtype.</summary>
    internal Tensor Values { get; }

    /// <summary>A factor for each row, for <see cref="WeightFormat.Int8"/>.</summary>
    internal Tensor? Scales { get; }

    private protected static void RequireMatrix(string op, Tensor weight)
    {
        if (weight.Shape.Rank != 2 || weight.DType != DType.Float32)
            throw new ShapeException(
                op, $"needs a float32 matrix, not {weight.Description}. Convert it with To(DType.Float32).", weight.Shape);
    }
}
