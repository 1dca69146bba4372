namespace Gexia.Search.Vectors;

/// <summary>The queries of a search, padded as rows are.</summary>
internal sealed class Queries
{
    private readonly double[] lengths;

    /// <summary>Copies them.</summary>
    /// <param name="form">Of the rows.</param>
    /// <param name="queries">[n, width].</param>
    /// <param name="method">For messages.</param>
    public Queries(RowForm form, ReadOnlySpan<float> queries, string method)
    {
        lengths = new double[FiniteRows.CountOf(queries, form.Width, method, "query")];
        for (var i = 0; i < Count; i++) lengths[i] = FiniteRows.LengthOf(queries.Slice(i * form.Width, form.Width), i, method, "query");
        Vectors = Tensor.Lasting([Count, form.Stride]);
        var padded = Vectors.AsSpan<float>();
        padded.Clear();
        for (var i = 0; i < Count; i++) queries.Slice(i * form.Width, form.Width).CopyTo(padded[(i * form.Stride)..]);
    }

    /// <summary>How many there are.</summary>
    public int Count => lengths.Length;

    /// <summary>[count, stride] float32.</summary>
    public Tensor Vectors { get; }

    /// <summary>The Euclidean length of a query.</summary>
    public double LengthOf(int query) => lengths[query];
}
