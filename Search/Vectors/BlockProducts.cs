namespace Gexia.Search.Vectors;

/// <summary>Takes the products of a query with rows that lie one behind the other.</summary>
/// <param name="query">Its number.</param>
/// <param name="row">The number of the first row.</param>
/// <param name="products">Of each row; NaN where it takes no part.</param>
/// <param name="bounds">Of each row, see <see cref="ErrorBound"/>; empty where rows have none.</param>
internal delegate void ProductTaker(int query, int row, ReadOnlySpan<float> products, ReadOnlySpan<float> bounds);

/// <summary>The products of all rows of a store with all queries, a block at a time, so that they need little memory.</summary>
internal static class BlockProducts
{
    // Products that are computed before they are taken: they stay in a core's cache.
    private const int MostProducts = 1 << 18;

    /// <summary>Computes them, in the order of the rows.</summary>
    /// <param name="all">The rows, and in which form.</param>
    /// <param name="floats">Whether the float32 rows are read, else the codes.</param>
    /// <param name="queries">At least one.</param>
    /// <param name="mask">The rows that take part; null for all.</param>
    /// <param name="take">Is called for each query and a part of the rows.</param>
    public static void Read(Rows all, bool floats, Queries queries, RowMask? mask, ProductTaker take)
    {
        var size = all.Form.RowsPerBlock;
        var part = Math.Min(size, Math.Max(64, MostProducts / queries.Count / 64 * 64));
        var words = mask?.Words();
        var products = Tensor.Lasting([queries.Count, part], device: queries.Vectors.Device);
        var values = products.AsReadOnlySpan<float>();
        for (var row = 0; row < all.Count;)
        {
            var (block, start) = (all.Blocks[row / size], row % size);
            var count = Math.Min(Math.Min(part, size - start), all.Count - row);
            Run(all.Form, floats, block, queries.Vectors, words, row - start, start, products, count);
            var bounds = floats || block.Bounds is null ? default : block.Bounds.AsReadOnlySpan<float>().Slice(start, count);
            for (var query = 0; query < queries.Count; query++)
                take(query, row, values.Slice(query * part, count), bounds);
            row += count;
        }
    }

    private static void Run(
        RowForm form, bool floats, RowBlock block, Tensor queries, Tensor? mask, int before, int start, Tensor products, int count)
    {
        var device = queries.Device;
        if (floats) device.Run(new Scan<Float32Code>(block.Floats!, null, queries, mask, before, start, products, count));
        else if (form.Format == WeightFormat.BFloat16)
            device.Run(new Scan<BFloat16Code>(block.Codes!, null, queries, mask, before, start, products, count));
        else device.Run(new Scan<Int8Code>(block.Codes!, block.Scales, queries, mask, before, start, products, count));
        device.Synchronize();
    }
}
