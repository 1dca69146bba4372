namespace Gexia.Gpu;

/// <summary>
/// One operand of a product as a GPU body reads it: [extent, k], extent being the rows of A or the columns of B. A thread reads four
/// elements at once, along k or along the extent, whichever lies closer together.
/// </summary>
internal readonly struct ProductSide
{
    private readonly int extent, k, stride, strideK, alongK, inFours;

    /// <param name="tensor">The operand.</param>
    /// <param name="extent">Rows of A, columns of B.</param>
    /// <param name="k">Length of the sums.</param>
    /// <param name="stride">Elements from one row of A, or column of B, to the next.</param>
    /// <param name="strideK">Elements from one k to the next.</param>
    /// <param name="offsets">All that is added to the place of the first element: fours are read at multiples of four only.</param>
    public ProductSide(Tensor tensor, long extent, long k, long stride, long strideK, params ReadOnlySpan<long> offsets)
    {
        (this.extent, this.k) = (checked((int)extent), checked((int)k));
        (this.stride, this.strideK) = (checked((int)stride), checked((int)strideK));
        checked
        {
            _ = (int)((Math.Max(extent - 1, 0) * stride) + (Math.Max(k - 1, 0) * strideK) + 4);      // every place is an int
        }
        alongK = strideK == 1 || stride != 1 ? 1 : 0;
        var all = Stored.IsAligned(tensor) ? alongK == 1 ? stride : strideK : 1;
        foreach (var offset in offsets) all |= offset;
        inFours = (alongK == 1 ? strideK : stride) == 1 && (all & 3) == 0 ? 1 : 0;
    }

    /// <summary>The first of a thread's four elements in a piece of eight of k, and where they go in shared memory.</summary>
    /// <param name="thread">Its number in the group.</param>
    /// <param name="width">Rows or columns of the group's square; each thread brings four elements.</param>
    /// <param name="chunkShift">log₂ of width / 4.</param>
    public SidePlace Place(int thread, int width, int chunkShift)
    {
        if (alongK != 0)
        {
            int row = thread >> 1, first = (thread & 1) << 2;
            return new(row, first, (first * width) + row);
        }
        int line = thread >> chunkShift, start = (thread & ((1 << chunkShift) - 1)) << 2;
        return new(start, line, (line * width) + start);
    }

    /// <summary>Four elements from (outer, k) on; 0 where there is none.</summary>
    public Float4 Load<TStored, TView>(TView view, int offset, int outer, int at)
        where TStored : struct, IStored
        where TView : struct, IView<float>
    {
        int there = k - at, step = strideK;
        if (outer >= extent) there = 0;
        if (alongK == 0)
        {
            there = extent - outer;
            step = stride;
            if (at >= k) there = 0;
        }
        var place = offset + (outer * stride) + (at * strideK);
        if (there > 3 && inFours != 0) return TStored.Load4(view, place >> 2);
        float x = 0f, y = 0f, z = 0f, w = 0f;
        if (there > 0) x = TStored.Load(view, place);
        if (there > 1) y = TStored.Load(view, place + step);
        if (there > 2) z = TStored.Load(view, place + (2 * step));
        if (there > 3) w = TStored.Load(view, place + (3 * step));
        return new(x, y, z, w);
    }

    /// <summary>Puts four elements into shared memory, which is [k, width].</summary>
    public void Put<TView>(TView shared, int at, int width, Float4 four) where TView : struct, IView<float>
    {
        if (alongK == 0)
        {
            shared.At<Float4>(at >> 2) = four;
            return;
        }
        shared[at] = four.X;
        shared[at + width] = four.Y;
        shared[at + (2 * width)] = four.Z;
        shared[at + (3 * width)] = four.W;
    }
}

/// <summary>
/// Where a thread reads in an operand, from its group's first row and from k = 0 on, and where it writes in shared memory.
/// </summary>
internal readonly struct SidePlace(int outer, int k, int shared)
{
    public readonly int Outer = outer, K = k, Shared = shared;
}
