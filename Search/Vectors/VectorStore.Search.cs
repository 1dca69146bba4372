namespace Gexia.Search.Vectors;

public sealed partial class VectorStore
{
    /// <summary>The rows nearest to a query.</summary>
    /// <param name="query">[width].</param>
    /// <param name="top">How many at most, at least 1.</param>
    /// <param name="mask">The rows that take part; null for all. Others are not ranked, so that <paramref name="top"/> rows come back
    /// whenever so many take part.</param>
    /// <returns>Best first; of equal scores the lower row first.</returns>
    /// <exception cref="ArgumentException">The query is of another width or not finite, or the mask speaks of another
    /// number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="top"/> is below 1.</exception>
    public ScoredRow[] Search(ReadOnlySpan<float> query, int top, RowMask? mask = null)
    {
        RequireWidth(query, nameof(Search));
        return SearchBatch(query, top, mask)[0];
    }

    /// <summary>
    /// The rows nearest to each of several queries: as <see cref="Search"/> for each, bit for bit, but memory is read once for all of them.
    /// </summary>
    /// <param name="queries">Whole queries, one behind the other: [n, width], n ≥ 0.</param>
    /// <param name="top">How many at most for each, at least 1.</param>
    /// <param name="mask">The rows that take part; null for all.</param>
    /// <returns>A ranking for each query.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Search"/>.</exception>
    public ScoredRow[][] SearchBatch(ReadOnlySpan<float> queries, int top, RowMask? mask = null) => SearchBatch(queries, top, mask, out _);

    /// <summary>The scores of all rows, in their order.</summary>
    /// <param name="query">[width].</param>
    /// <exception cref="ArgumentException">The query is of another width or not finite.</exception>
    public float[] Scores(ReadOnlySpan<float> query)
    {
        RequireWidth(query, nameof(Scores));
        var all = rows;
        var scores = new float[all.Count];
        BlockProducts.Read(
            all, all.Form.HasFloats, new Queries(all.Form, query, "VectorStore.Scores"), mask: null,
            (_, row, products, _) => products.CopyTo(scores.AsSpan(row)));
        return scores;
    }

    /// <summary>As the public one.</summary>
    /// <param name="queries">[n, width].</param>
    /// <param name="top">For each.</param>
    /// <param name="mask">The rows that take part.</param>
    /// <param name="rescored">Rows that were scored again, of all queries together.</param>
    internal ScoredRow[][] SearchBatch(ReadOnlySpan<float> queries, int top, RowMask? mask, out long rescored)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        var all = rows;
        if (mask is not null && mask.Rows != all.Count)
            throw new ArgumentException($"VectorStore.Search: a mask of {mask.Rows} rows; the store has {all.Count}.", nameof(mask));
        rescored = 0;
        var prepared = new Queries(all.Form, queries, "VectorStore.Search");
        if (prepared.Count == 0) return [];
        if (!all.Form.HasBounds)
        {
            BestRows[] best = [.. Enumerable.Range(0, prepared.Count).Select(_ => new BestRows(top))];
            BlockProducts.Read(all, !all.Form.HasCodes, prepared, mask, (query, row, products, _) => best[query].Offer(row, products));
            return [.. best.Select(one => one.Ranked())];
        }
        var tiny = ErrorBound.Tiny(all.Form.Stride);
        Candidates[] candidates =
            [.. Enumerable.Range(0, prepared.Count).Select(i => new Candidates(top, ErrorBound.Factor(prepared.LengthOf(i)), tiny))];
        BlockProducts.Read(
            all, floats: false, prepared, mask, (query, row, products, bounds) => candidates[query].See(row, products, bounds));
        var ranked = new ScoredRow[prepared.Count][];
        for (var i = 0; i < ranked.Length; i++)
        {
            var chosen = candidates[i].Rows();
            rescored += chosen.Length;
            ranked[i] = Ranked(all, prepared.Vectors, i, chosen, top);
        }
        return ranked;
    }

    /// <summary>The first of some rows by their float32 products.</summary>
    private static ScoredRow[] Ranked(Rows all, Tensor queries, int query, int[] chosen, int top)
    {
        var numbers = Tensor.Lasting([chosen.Length], DType.Int32, queries.Device);
        chosen.CopyTo(numbers.AsSpan<int>());
        var products = Tensor.Lasting([chosen.Length], device: queries.Device);
        var size = all.Form.RowsPerBlock;
        for (int first = 0, next; first < chosen.Length; first = next)
        {
            var block = chosen[first] / size;
            for (next = first; next < chosen.Length && chosen[next] / size == block;) next++;
            queries.Device.Run(
                new Rescore(all.Blocks[block].Floats!, block * size, queries, query, numbers, products, first, next - first));
        }
        queries.Device.Synchronize();
        var best = new BestRows(top);
        var values = products.AsReadOnlySpan<float>();
        for (var i = 0; i < chosen.Length; i++) best.Offer(chosen[i], values[i]);
        return best.Ranked();
    }

    private void RequireWidth(ReadOnlySpan<float> query, string method)
    {
        if (query.Length != Width)
            throw new ArgumentException(
                $"VectorStore.{method}: a query of {query.Length} numbers; the store's width is {Width}.", nameof(query));
    }
}
