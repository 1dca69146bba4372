using Gexia.Cpu;

namespace Gexia.Search.Vectors;

/// <summary>
/// Vectors in memory, [rows, width], and exact search among them: every row is read, so the result is the true ranking and needs no index
/// that could miss. Rows are usually of length 1, and scores then cosines.
/// </summary>
/// <remarks>
/// Float32 rows are read as fast as memory gives them. With <see cref="WeightFormat.BFloat16"/> or <see cref="WeightFormat.Int8"/> a half or a
/// quarter of the bytes is read: codes that stand for the rows, each with a bound on what rounding has changed. Whatever the bounds do not
/// rule out is then scored again by its float32 row, so rows, scores and their order are those of a float32 store, bit for bit.
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
    /// <param name="keepRows">Whether a shorter format keeps the float32 rows beside it, for exact results. Without them a store takes a half
    /// or a quarter of the memory, and scores are those of the rounded rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is outside that range, or there is no such format.</exception>
    public VectorStore(int width, WeightFormat format = WeightFormat.Float32, bool keepRows = true)
    {
        if (width is < 1 or > RowForm.MostWidth) throw new ArgumentOutOfRangeException(nameof(width), $"VectorStore: a width of {width}; use 1 to {RowForm.MostWidth}.");
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
    /// <exception cref="ArgumentException">The last row is not whole, or a number is NaN or infinite, or a row's length is above 10¹⁸. Nothing is added then.</exception>
    public unsafe int Add(ReadOnlySpan<float> values)
    {
        var width = Width;
        var lengths = new double[FiniteRows.CountOf(values, width, "VectorStore.Add", "rows")];
        for (var i = 0; i < lengths.Length; i++) lengths[i] = FiniteRows.LengthOf(values.Slice(i * width, width), i, "VectorStore.Add", "row");
        lock (adding)
        {
            var before = rows;
            if (lengths.Length == 0) return before.Count;
            var grown = before.Reserve(lengths.Length);
            fixed (float* source = values) CpuLauncher.Start(new StoreRows(grown, before.Count, source, lengths), isDouble: false, lengths.Length, grain: Math.Max(1, (1 << 16) / width));
            rows = grown with { Count = before.Count + lengths.Length };
            return before.Count;
        }
    }

    /// <summary>Copies a row: as it was added, or as it was rounded where the float32 rows are not kept.</summary>
    /// <param name="row">0..<see cref="Count"/> − 1.</param>
    /// <param name="to">Of <see cref="Width"/> numbers or more.</param>
    public unsafe void CopyRow(int row, Span<float> to)
    {
        var all = rows;
        if ((uint)row >= (uint)all.Count) throw new ArgumentOutOfRangeException(nameof(row), $"VectorStore: there is no row {row} among {all.Count}.");
        var (form, block, place) = (all.Form, all.Blocks[row / all.Form.RowsPerBlock], (nint)(row % all.Form.RowsPerBlock));
        if (to.Length < form.Width) throw new ArgumentException($"VectorStore.CopyRow: room for {to.Length} numbers; a row has {form.Width}.", nameof(to));
        var start = place * form.Stride;
        if (form.HasFloats) new ReadOnlySpan<float>(block.Floats + start, form.Width).CopyTo(to);
        else if (form.Format == WeightFormat.BFloat16) for (var i = 0; i < form.Width; i++) to[i] = ((BFloat16*)block.Codes)[start + i];
        else for (var i = 0; i < form.Width; i++) to[i] = block.Scales[place] * ((sbyte*)block.Codes)[start + i];
        GC.KeepAlive(block);
    }
}
