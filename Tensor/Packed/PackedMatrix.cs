using Gexia.Cpu;

namespace Gexia;

/// <summary>The weight of a linear map, W [outputs, inputs], stored once in the order in which products read it, so that nothing is packed at use.</summary>
public sealed class PackedMatrix : PackedWeight
{
    private PackedMatrix(int outputs, int inputs, WeightFormat format) : base(PackedPanels.Padded(outputs) * inputs, PackedPanels.Padded(outputs), format) =>
        (Outputs, Inputs) = (outputs, inputs);

    /// <summary>Rows of W.</summary>
    public int Outputs { get; }

    /// <summary>Columns of W.</summary>
    public int Inputs { get; }

    /// <summary>Stores a weight.</summary>
    /// <param name="weight">W: float32 [outputs, inputs], of any layout. It may be changed or dropped afterwards.</param>
    /// <param name="format">How.</param>
    /// <exception cref="ShapeException">The weight is no float32 matrix.</exception>
    public static PackedMatrix Of(Tensor weight, WeightFormat format = WeightFormat.Float32)
    {
        RequireMatrix("PackedMatrix", weight);
        var packed = new PackedMatrix(weight.Shape[0], weight.Shape[1], format);
        var panels = (PackedPanels.Padded(packed.Outputs) + PackedPanels.Width - 1) / PackedPanels.Width;
        Device.Cpu.Launch(new PackMatrix(weight, packed.Panels), DType.Float32, panels, grain: Math.Max(1, 1365 / Math.Max(1, packed.Inputs)), [weight]);
        GC.KeepAlive(packed);
        return packed;
    }

    /// <inheritdoc/>
    public override unsafe Tensor Unpack()
    {
        var weight = Tensor.Empty([Outputs, Inputs]);
        var panels = Panels;
        var target = weight.Pointer<float>();
        for (long j = 0; j < Outputs; j += PackedPanels.Width)
        {
            var width = Math.Min(PackedPanels.Width, PackedPanels.Padded(Outputs) - j);
            var panel = Format == WeightFormat.Float32 ? (float*)panels.Data + (j * Inputs) : panels.Unpack(j, j + width, Outputs, Inputs, 0, Inputs);
            for (long c = 0; c < Math.Min(width, Outputs - j); c++)
                for (long k = 0; k < Inputs; k++) target[((j + c) * Inputs) + k] = panel[(k * width) + c];
        }
        GC.KeepAlive(this);
        return weight;
    }

    /// <summary>As <c>bfloat16 weight [3072, 768]</c>.</summary>
    public override string ToString() => $"{Format.Word()} weight [{Outputs}, {Inputs}]";

    /// <summary>What a product needs; valid as long as this object is alive.</summary>
    internal unsafe PackedPanels Panels => new() { Data = (byte*)Data, Scales = (float*)Scales, Format = Format };
}
