using System.Runtime.InteropServices;

namespace Gexia.Search.Vectors;

/// <summary>The queries of a search, padded as rows are: [count, stride], until disposed.</summary>
internal sealed unsafe class Queries : IDisposable
{
    private readonly RowForm form;
    private readonly double[] lengths;
    private float* data;

    public Queries(RowForm form, ReadOnlySpan<float> queries, string method)
    {
        this.form = form;
        Count = FiniteRows.CountOf(queries, form.Width, method, "query");
        lengths = new double[Count];
        for (var i = 0; i < Count; i++) lengths[i] = FiniteRows.LengthOf(queries.Slice(i * form.Width, form.Width), i, method, "query");
        data = (float*)NativeMemory.AlignedAlloc((nuint)Count * (nuint)form.Stride * sizeof(float), 64);
        for (var i = 0; i < Count; i++)
        {
            var query = new Span<float>(this[i], form.Stride);
            queries.Slice(i * form.Width, form.Width).CopyTo(query);
            query[form.Width..].Clear();
        }
    }

    public int Count { get; }

    public float* this[int query] => data + ((long)query * form.Stride);

    /// <summary>The Euclidean length of a query.</summary>
    public double LengthOf(int query) => lengths[query];

    public void Dispose()
    {
        NativeMemory.AlignedFree(data);
        data = null;
    }
}
