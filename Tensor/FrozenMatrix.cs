using Gexia.Cpu;

namespace Gexia;

/// <summary>The weight of a linear map, W [outputs, inputs], stored once in the order in which products read it, so that nothing is packed at use.</summary>
public sealed class FrozenMatrix : FrozenWeight
{
    private FrozenMatrix(int outputs, int inputs, WeightFormat format) : base(FrozenPanels.Padded(outputs) * inputs, FrozenPanels.Padded(outputs), format) =>
        (Outputs, Inputs) = (outputs, inputs);

    /// <summary>Rows of W.</summary>
    public int Outputs { get; }

    /// <summary>Columns of W.</summary>
    public int Inputs { get; }

    /// <summary>Stores a weight.</summary>
    /// <param name="weight">W: float32 [outputs, inputs], of any layout. It may be changed or dropped afterwards.</param>
    /// <param name="format">How.</param>
    /// <exception cref="ShapeException">The weight is no float32 matrix.</exception>
    public static FrozenMatrix Of(Tensor weight, WeightFormat format = WeightFormat.Float32)
    {
        RequireMatrix("FrozenMatrix", weight);
        var frozen = new FrozenMatrix(weight.Shape[0], weight.Shape[1], format);
        var panels = (FrozenPanels.Padded(frozen.Outputs) + FrozenPanels.Width - 1) / FrozenPanels.Width;
        Device.Cpu.Launch(new FreezeKernel(weight, frozen.Panels), DType.Float32, panels, grain: Math.Max(1, 1365 / Math.Max(1, frozen.Inputs)), [weight]);
        GC.KeepAlive(frozen);
        return frozen;
    }

    /// <inheritdoc/>
    public override unsafe Tensor Thaw()
    {
        var weight = Tensor.Empty([Outputs, Inputs]);
        var panels = Panels;
        var target = weight.Pointer<float>();
        for (long j = 0; j < Outputs; j += FrozenPanels.Width)
        {
            var width = Math.Min(FrozenPanels.Width, FrozenPanels.Padded(Outputs) - j);
            var panel = Format == WeightFormat.Float32 ? (float*)panels.Data + (j * Inputs) : panels.Thaw(j, j + width, Outputs, Inputs, 0, Inputs);
            for (long c = 0; c < Math.Min(width, Outputs - j); c++)
                for (long k = 0; k < Inputs; k++) target[((j + c) * Inputs) + k] = panel[(k * width) + c];
        }
        GC.KeepAlive(this);
        return weight;
    }

    /// <summary>As <c>bfloat16 weight [3072, 768]</c>.</summary>
    public override string ToString() => $"{Format.Word()} weight [{Outputs}, {Inputs}]";

    /// <summary>What a product needs; valid as long as this object is alive.</summary>
    internal unsafe FrozenPanels Panels => new() { Data = (byte*)Data, Scales = (float*)Scales, Format = Format };
}
