using System.Runtime.InteropServices;

namespace Gexia;

/// <summary>
/// Numbers of a model, [rows, columns], that will not change any more: stored in the order in which they are used, and in fewer bytes if
/// wished. For inference: they have no gradient.
/// </summary>
public abstract class PackedWeight
{
    private readonly Storage data;
    private readonly Storage? scales;

    private protected PackedWeight(long values, long factors, WeightFormat format)
    {
        Format = format;
        using var outside = TensorScope.Suspend();      // it outlives every step
        data = Device.Cpu.Allocate(values * format.Size());
        if (format == WeightFormat.Int8) scales = Device.Cpu.Allocate(factors * sizeof(float));
    }

    /// <summary>How the numbers are stored.</summary>
    public WeightFormat Format { get; }

    /// <summary>Memory that it takes.</summary>
    public long Bytes => data.Bytes + (scales?.Bytes ?? 0);

    /// <summary>The numbers as they are stored: equal for equal weights and formats, whatever machine stored them.</summary>
    public ReadOnlySpan<byte> Stored => data.Span;

    /// <summary>The factors of <see cref="WeightFormat.Int8"/>; empty for other formats.</summary>
    public ReadOnlySpan<byte> Factors => scales is null ? [] : scales.Span;

    /// <summary>Whether every number that is used is finite.</summary>
    public bool IsFinite => Format switch
    {
        WeightFormat.Int8 => !NonFinite.AnyIn(MemoryMarshal.AsBytes(Largest().AsSpan()), DType.Float32),
        WeightFormat.BFloat16 => !NonFinite.AnyIn(Stored, DType.BFloat16),
        _ => !NonFinite.AnyIn(Stored, DType.Float32),
    };

    // The largest number of each factor: 127 times that.
    private float[] Largest()
    {
        var largest = MemoryMarshal.Cast<byte, float>(Factors).ToArray();
        foreach (ref var factor in largest.AsSpan()) factor *= sbyte.MaxValue;
        return largest;
    }

    /// <summary>What is used: float32 [rows, columns], the stored numbers exactly.</summary>
    public abstract Tensor Unpack();

    /// <summary>Address of the first number, valid as long as this object is alive.</summary>
    private protected nint Data => data.Address;

    /// <summary>Address of the first factor; null where there is none.</summary>
    private protected nint Scales => scales?.Address ?? 0;

    private protected static void RequireMatrix(string op, Tensor weight)
    {
        if (weight.Shape.Rank != 2 || weight.DType != DType.Float32)
            throw new ShapeException(op, $"needs a float32 matrix, not {weight.Description}. Convert it with To(DType.Float32).", weight.Shape);
    }
}
