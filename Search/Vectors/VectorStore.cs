namespace Gexia.Search.Vectors;

/// <summary>
/// Vectors in memory, [rows, width], and exact search among them: every row is read, so the result is the true ranking and needs no index
/// that could miss. Rows are usually of length 1, and scores then cosines.
/// </summary>
/// <remarks>
/// Float32 rows are read as fast as memory gives them. With <see cref="WeightFormat.BFloat16"/> or <see cref="WeightFormat.Int8"/> a half
/// or a quarter of the bytes is read: codes that stand for the rows, each with a bound on what rounding has changed. Whatever the bounds do
/// not rule out is then scored again by its float32 row, so rows, scores and their order are those of a float32 store, bit for bit.
/// <para>Any number of threads may search while one after the other adds: a search sees the rows that were there when it began. Results
/// depend on rows and queries alone, not on the number of threads.</para>
/// </remarks>
public sealed partial class VectorStore
{
    private readonly Lock adding = new();
    private volatile Rows rows;

    /// <summary>An empty store.</summary>
    /// <param name="width">Numbers of a row, 1 to 65,536.</param>
    /// <param name="format">What a search reads of a row.</param>
    /// <param name="keepRows">Whether a shorter format keeps the float32 rows beside it, for exact results. Without them a store takes a
    /// half or a quarter of the memory, and scores are those of the rounded rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is outside that range, or there is no such format.</exception>
    public VectorStore(int width, WeightFormat format = WeightFormat.Float32, bool keepRows = true)
    {
        if (width is < 1 or > RowForm.MostWidth)
            throw new ArgumentOutOfRangeException(nameof(width), $"VectorStore: a width of {width}; use 1 to {RowForm.MostWidth}.");
        if (!Enum.IsDefined(format)) throw new ArgumentOutOfRangeException(nameof(format), $"VectorStore: there is no format {format}.");
        rows = new Rows(new RowForm(width, format, keepRows), [], 0);
    }

    /// <summary>Numbers of a row.</summary>
    public int Width => rows.Form.Width;

    /// <summary>Rows.</summary>
    public int Count => rows.Count;

    /// <summary>What a search reads.</summary>
    public WeightFormat Format => rows.Form.Format;

    /// <summary>Whether scores are those of the rows as they were added, not of rounded ones.</summary>
    public bool IsExact => rows.Form.HasFloats;

    /// <summary>Memory that it takes.</summary>
    public long Bytes => rows.Blocks.Sum(block => block.Bytes);

    /// <summary>Adds rows behind those that are there.</summary>
    /// <param name="values">Whole rows, one behind the other: [n, width], n ≥ 0. They are copied.</param>
    /// <returns>The number of the first of them.</returns>
    /// <exception cref="ArgumentException">The last row is not whole, or a number is NaN or infinite, or a row's length is above 10¹⁸.
    /// Nothing is added then.</exception>
    public int Add(ReadOnlySpan<float> values)
    {
        var width = Width;
        var count = FiniteRows.CountOf(values, width, "VectorStore.Add", "rows");
        for (var i = 0; i < count; i++) FiniteRows.LengthOf(values.Slice(i * width, width), i, "VectorStore.Add", "row");
        lock (adding)
        {
            var before = rows;
            if (count == 0) return before.Count;
            var grown = before.Reserve(count);
            for (var (row, size) = (before.Count, before.Form.RowsPerBlock); row < before.Count + count;)
            {
                var part = Math.Min(size - (row % size), before.Count + count - row);
                Write(grown.Form, grown.Blocks[row / size], row % size, values.Slice((row - before.Count) * width, part * width));
                row += part;
            }
            rows = grown with { Count = before.Count + count };
            return before.Count;
        }
    }

    /// <summary>Writes whole rows into a block, from a place on.</summary>
    private static void Write(RowForm form, RowBlock block, int place, ReadOnlySpan<float> values)
    {
        var count = values.Length / form.Width;
        if (block.Floats is { } floats)
        {
            var padded = floats.AsSpan<float>().Slice(place * form.Stride, count * form.Stride);
            if (form.Stride > form.Width) padded.Clear();
            for (var i = 0; i < count; i++) values.Slice(i * form.Width, form.Width).CopyTo(padded[(i * form.Stride)..]);
            if (block.Codes is { } both) Encode(floats, place, both);
        }
        else
        {
            var source = Tensor.Lasting([count, form.Width], device: block.Codes!.Device);
            values.CopyTo(source.AsSpan<float>());
            Encode(source, 0, block.Codes);
        }

        void Encode(Tensor source, int from, Tensor codes)
        {
            codes.Device.Run(new EncodeRows(source, from, codes, block.Scales, block.Bounds, place, count, form.Width));
            codes.Device.Synchronize();
        }
    }

    /// <summary>Copies a row: as it was added, or as it was rounded where the float32 rows are not kept.</summary>
    /// <param name="row">0..<see cref="Count"/> − 1.</param>
    /// <param name="to">Of <see cref="Width"/> numbers or more.</param>
    public void CopyRow(int row, Span<float> to)
    {
        var all = rows;
        if ((uint)row >= (uint)all.Count)
            throw new ArgumentOutOfRangeException(nameof(row), $"VectorStore: there is no row {row} among {all.Count}.");
        var (form, block, place) = (all.Form, all.Blocks[row / all.Form.RowsPerBlock], row % all.Form.RowsPerBlock);
        if (to.Length < form.Width)
            throw new ArgumentException($"VectorStore.CopyRow: room for {to.Length} numbers; a row has {form.Width}.", nameof(to));
        if (block.Floats is { } floats) Row<float>(floats).CopyTo(to);
        else if (form.Format == WeightFormat.BFloat16)
        {
            var codes = Row<BFloat16>(block.Codes!);
            for (var i = 0; i < codes.Length; i++) to[i] = codes[i];
        }
        else
        {
            var codes = Row<sbyte>(block.Codes!);
            var scale = block.Scales!.AsReadOnlySpan<float>()[place];
            for (var i = 0; i < codes.Length; i++) to[i] = scale * codes[i];
        }

        ReadOnlySpan<T> Row<T>(Tensor numbers) where T : unmanaged => numbers.AsReadOnlySpan<T>().Slice(place * form.Stride, form.Width);
    }
}
