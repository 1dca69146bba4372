using Gexia.Cpu;

namespace Gexia.Search.Vectors;

public sealed partial class VectorStore
{
    /// <summary>The rows nearest to a query.</summary>
    /// <param name="query">[width].</param>
    /// <param name="top">How many at most, at least 1.</param>
    /// <param name="mask">The rows that take part; null for all. Others are not ranked, so that <paramref name="top"/> rows come back whenever so many take part.</param>
    /// <returns>Best first; of equal scores the lower row first.</returns>
    /// <exception cref="ArgumentException">The query is of another width or not finite, or the mask speaks of another number of rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="top"/> is below 1.</exception>
    public ScoredRow[] Search(ReadOnlySpan<float> query, int top, RowMask? mask = null)
    {
        if (query.Length != Width) throw new ArgumentException($"VectorStore.Search: a query of {query.Length} numbers; the store's width is {Width}.", nameof(query));
        return SearchBatch(query, top, mask)[0];
    }

    /// <summary>The rows nearest to each of several queries: as <see cref="Search"/> for each, bit for bit, but memory is read once for all of them.</summary>
    /// <param name="queries">Whole queries, one behind the other: [n, width], n ≥ 0.</param>
    /// <param name="top">How many at most for each, at least 1.</param>
    /// <param name="mask">The rows that take part; null for all.</param>
    /// <returns>A ranking for each query.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Search"/>.</exception>
    public ScoredRow[][] SearchBatch(ReadOnlySpan<float> queries, int top, RowMask? mask = null) => SearchBatch(queries, top, mask, out _);

    /// <summary>The scores of all rows, in their order.</summary>
    /// <param name="query">[width].</param>
    /// <exception cref="ArgumentException">The query is of another width or not finite.</exception>
    public unsafe float[] Scores(ReadOnlySpan<float> query)
    {
        if (query.Length != Width) throw new ArgumentException($"VectorStore.Scores: a query of {query.Length} numbers; the store's width is {Width}.", nameof(query));
        var all = rows;
        using var prepared = new Queries(all.Form, query, "VectorStore.Scores");
        var scores = new float[all.Count];
        fixed (float* target = scores) Read(all, all.Form.HasFloats, prepared, null, new ScoreSink(target));
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
        if (mask is not null && mask.Rows != all.Count) throw new ArgumentException($"VectorStore.Search: a mask of {mask.Rows} rows; the store has {all.Count}.", nameof(mask));
        rescored = 0;
        using var prepared = new Queries(all.Form, queries, "VectorStore.Search");
        if (prepared.Count == 0) return [];
        if (!all.Form.HasBounds)
        {
            var best = new BestSink(prepared.Count, top);
            Read(all, !all.Form.HasCodes, prepared, mask, best);
            return [.. best.Best.Select(one => one.Ranked())];
        }
        var candidates = new CandidateSink(prepared, top, ErrorBound.Tiny(all.Form.Stride));
        Read(all, floats: false, prepared, mask, candidates);
        var ranked = new ScoredRow[prepared.Count][];
        for (var i = 0; i < ranked.Length; i++)
        {
            var chosen = candidates.Kept[i].Rows();
            rescored += chosen.Length;
            ranked[i] = Ranked(all, prepared, i, chosen, top);
        }
        return ranked;
    }

    private static unsafe ScoredRow[] Ranked(Rows all, Queries queries, int query, int[] chosen, int top)
    {
        var products = new float[chosen.Length];
        CpuLauncher.Start(new Rescore(all, queries[query], chosen, products), isDouble: false, chosen.Length, Rescore.Grain);
        var best = new BestRows(top);
        for (var i = 0; i < chosen.Length; i++) best.Offer(chosen[i], products[i]);
        return best.Ranked();
    }

    private static void Read<TSink>(Rows all, bool floats, Queries queries, RowMask? mask, TSink sink) where TSink : struct, IProductSink<TSink>
    {
        if (floats) Read<Float32Code, TSink>(all, floats, queries, mask, sink);
        else if (all.Form.Format == WeightFormat.BFloat16) Read<BFloat16Code, TSink>(all, floats, queries, mask, sink);
        else Read<Int8Code, TSink>(all, floats, queries, mask, sink);
    }

    private static void Read<TCode, TSink>(Rows all, bool floats, Queries queries, RowMask? mask, TSink sink) where TCode : struct, IRowCode where TSink : struct, IProductSink<TSink>
    {
        if (all.Count > 0) CpuLauncher.Start(new Scan<TCode, TSink>(all, floats, queries, mask, sink, new Lock()), isDouble: false, all.Count, Scan<TCode, TSink>.Grain(all.Form));
        GC.KeepAlive(all);
    }
}
