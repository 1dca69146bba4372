using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// The weight of a linear map, W [outputs, inputs], stored once in the order in which products read it, so that nothing is packed at use.
/// </summary>
public sealed class PackedMatrix : PackedWeight
{
    private PackedMatrix(int outputs, int inputs, WeightFormat format, Device device)
        : base(PackedPanels.Padded(outputs) * inputs, PackedPanels.Padded(outputs), format, device) =>
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
        var packed = new PackedMatrix(weight.Shape[0], weight.Shape[1], format, weight.Device);
        weight.Device.Run(new PackMatrix(weight, packed.Operand));
        return packed;
    }

    /// <inheritdoc/>
    public override Tensor Unpack()
    {
        var weight = Values.NewEmpty([Outputs, Inputs], DType.Float32);
        weight.Device.Run(new UnpackMatrix(Operand, weight));
        return weight;
    }

    /// <summary>As <c>bfloat16 weight [3072, 768]</c>.</summary>
    public override string ToString() => $"{Format.Word()} weight [{Outputs}, {Inputs}]";

    /// <summary>What a product needs.</summary>
    internal PackedOperand Operand => new(Values, Scales, Format);
}
