namespace Gexia.Search.Vectors;

/// <summary>
/// Memory of some rows, one behind the other: float32 rows, codes, a scale and a bound for each, whatever the form asks for.
/// </summary>
internal sealed class RowBlock
{
    private readonly RowForm form;

    public RowBlock(RowForm form, int capacity)
    {
        (this.form, Capacity) = (form, capacity);
        if (form.HasFloats) Floats = Tensor.Lasting([capacity, form.Stride]);
        if (form.HasCodes)
            Codes = Tensor.Lasting([capacity, form.Stride], form.Format == WeightFormat.BFloat16 ? DType.BFloat16 : DType.Int8);
        if (form.Format == WeightFormat.Int8) Scales = Tensor.Lasting([capacity]);
        if (form.HasBounds) Bounds = Tensor.Lasting([capacity]);
    }

    /// <summary>Rows that it has room for.</summary>
    public int Capacity { get; }

    /// <summary>Bytes of memory.</summary>
    public long Bytes => BytesOf(Floats) + BytesOf(Codes) + BytesOf(Scales) + BytesOf(Bounds);

    /// <summary>float32 rows [capacity, stride]; null where there are none.</summary>
    public Tensor? Floats { get; }

    /// <summary>Codes [capacity, stride], bfloat16 or int8; null where there are none.</summary>
    public Tensor? Codes { get; }

    /// <summary>[capacity] a factor for each row's codes; null where they have none.</summary>
    public Tensor? Scales { get; }

    /// <summary>[capacity] the bound of each row, see <see cref="ErrorBound"/>; null where there are none.</summary>
    public Tensor? Bounds { get; }

    /// <summary>A block with more room and the same first rows.</summary>
    public RowBlock Grown(int capacity, int rows)
    {
        var grown = new RowBlock(form, capacity);
        Copy<float>(Floats, grown.Floats, rows * form.Stride);
        if (Codes?.DType == DType.BFloat16) Copy<BFloat16>(Codes, grown.Codes, rows * form.Stride);
        else Copy<sbyte>(Codes, grown.Codes, rows * form.Stride);
        Copy<float>(Scales, grown.Scales, rows);
        Copy<float>(Bounds, grown.Bounds, rows);
        return grown;
    }

    private static void Copy<T>(Tensor? from, Tensor? to, int count) where T : unmanaged =>
        from?.AsReadOnlySpan<T>()[..count].CopyTo(to!.AsSpan<T>());

    private static long BytesOf(Tensor? tensor) => tensor is null ? 0 : tensor.Shape.Length * tensor.DType.Size();
}
