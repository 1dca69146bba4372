using System.Runtime.CompilerServices;

namespace Gexia.Search.Vectors;

/// <summary>Keeps the first rows for each query: products are final.</summary>
internal readonly unsafe struct BestSink(int queries, int most) : IProductSink<BestSink>
{
    public BestRows[] Best { get; } = Empty(queries, most);

    public BestSink Fresh() => new(Best.Length, most);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void See(int query, int row, float product, float* bound) => Best[query].Offer(row, product);

    public void Merge(BestSink part)
    {
        for (var i = 0; i < Best.Length; i++) Best[i].Offer(part.Best[i]);
    }

    private static BestRows[] Empty(int queries, int most)
    {
        var best = new BestRows[queries];
        for (var i = 0; i < queries; i++) best[i] = new BestRows(most);
        return best;
    }
}

/// <summary>Keeps the rows that may be among the first for each query: products are those of codes.</summary>
internal readonly unsafe struct CandidateSink(Queries queries, int most, double tiny) : IProductSink<CandidateSink>
{
    public Candidates[] Kept { get; } = Empty(queries, most, tiny);

    public CandidateSink Fresh() => new(queries, most, tiny);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void See(int query, int row, float product, float* bound) => Kept[query].See(row, product, *bound);

    public void Merge(CandidateSink part)
    {
        for (var i = 0; i < Kept.Length; i++) Kept[i].Add(part.Kept[i]);
    }

    private static Candidates[] Empty(Queries queries, int most, double tiny)
    {
        var kept = new Candidates[queries.Count];
        for (var i = 0; i < kept.Length; i++) kept[i] = new Candidates(most, ErrorBound.Factor(queries.LengthOf(i)), tiny);
        return kept;
    }
}

/// <summary>Writes every product of one query to its row's place.</summary>
internal readonly unsafe struct ScoreSink(float* scores) : IProductSink<ScoreSink>
{
    public ScoreSink Fresh() => this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void See(int query, int row, float product, float* bound) => scores[row] = product;

    public void Merge(ScoreSink part) { }
}
