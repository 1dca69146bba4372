namespace Gexia.Cpu;

/// <summary>
/// B of a product, packed: what a kernel holds of a <see cref="PackedMatrix"/>, or of a float32 operand that was packed for one product.
/// </summary>
/// <param name="values">The panels, in the format's dtype; null where a product has no packed operand.</param>
/// <param name="scales">One factor a column (padded), for <see cref="WeightFormat.Int8"/>.</param>
/// <param name="format">How the values are stored.</param>
internal readonly struct PackedOperand(Tensor? values, Tensor? scales, WeightFormat format)
{
    public Tensor? Values => values;

    public Tensor? Scales => scales;

    public bool IsPresent => values is not null;

    /// <summary>Where the panels lie, inside a kernel's body.</summary>
    public unsafe PackedPanels Panels => values is null
        ? default
        : new() { Data = (byte*)values.Storage.Address, Scales = scales is null ? null : scales.Pointer<float>(), Format = format };
}
