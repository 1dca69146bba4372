namespace Gexia.Cpu;

/// <summary>
/// What all tiles of a column panel share. A tile computes rows × vectors of C in registers:
/// C = alpha · Σₖ a[k]·b[k] + bias (+ C), with k ascending, one fused multiply-add each.
/// </summary>
internal unsafe struct TileWork<T> where T : unmanaged
{
    /// <summary>Length of the sum.</summary>
    public long K;

    /// <summary>Elements from one row of A to the next, and from one k to the next.</summary>
    public long ARow, AStep;

    /// <summary>Elements of B from one k to the next; along a row B is contiguous.</summary>
    public long BStep;

    /// <summary>Elements from one row of C to the next.</summary>
    public long CRow;

    public T Alpha;

    /// <summary>
    /// Memory that will be needed soon: tiles ask for it line by line while they compute, as many requests at once would hold them up.
    /// Something near where there is nothing to ask for.
    /// </summary>
    public byte* Prefetch;

    /// <summary>One value per column of the panel, or null.</summary>
    public T* Bias;

    /// <summary>Whether C is added to, instead of overwritten.</summary>
    public bool Accumulate;
}
