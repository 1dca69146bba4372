namespace Gexia.Search.Vectors;

/// <summary>Memory of some rows, one behind the other: float32 rows, codes, a scale and a bound for each, whatever the form asks for.</summary>
internal sealed unsafe class RowBlock
{
    private readonly RowForm form;
    private readonly PinnedBuffer? floats, codes, scales, bounds;

    public RowBlock(RowForm form, int capacity)
    {
        this.form = form;
        Capacity = capacity;
        var numbers = (long)capacity * form.Stride;
        if (form.HasFloats) floats = PinnedBuffer.Create(numbers * sizeof(float));
        if (form.HasCodes) codes = PinnedBuffer.Create(numbers * form.Format.Size());
        if (form.Format == WeightFormat.Int8) scales = PinnedBuffer.Create((long)capacity * sizeof(float));
        if (form.HasBounds) bounds = PinnedBuffer.Create((long)capacity * sizeof(float));
    }

    /// <summary>Rows that it has room for.</summary>
    public int Capacity { get; }

    /// <summary>Bytes of memory.</summary>
    public long Bytes => (floats?.Capacity ?? 0L) + (codes?.Capacity ?? 0) + (scales?.Capacity ?? 0) + (bounds?.Capacity ?? 0);

    /// <summary>float32 rows [capacity, stride]; null where there are none. As all of these, valid as long as this object is alive.</summary>
    public float* Floats => (float*)(floats?.Address ?? 0);

    /// <summary>Codes [capacity, stride]; null where there are none.</summary>
    public byte* Codes => (byte*)(codes?.Address ?? 0);

    /// <summary>A factor for each row's codes; null where they have none.</summary>
    public float* Scales => (float*)(scales?.Address ?? 0);

    /// <summary>The bound of each row, see <see cref="ErrorBound"/>; null where there are none.</summary>
    public float* Bounds => (float*)(bounds?.Address ?? 0);

    /// <summary>A block with more room and the same first rows.</summary>
    public RowBlock Grown(int capacity, int rows)
    {
        var grown = new RowBlock(form, capacity);
        Copy(floats, grown.floats, form.Stride * sizeof(float));
        Copy(codes, grown.codes, form.Stride * form.Format.Size());
        Copy(scales, grown.scales, sizeof(float));
        Copy(bounds, grown.bounds, sizeof(float));
        return grown;

        void Copy(PinnedBuffer? from, PinnedBuffer? to, int bytes) => from?.Span[..(rows * bytes)].CopyTo(to!.Span);
    }
}
