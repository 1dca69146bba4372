namespace Gexia;

/// <summary>
/// Where the elements of a tensor lie in its storage: element (i₀, i₁, …) is at Offset + Σ iₐ·Strides[a], in elements.
/// Views (transpose, slice, reshape, broadcast) are other layouts of the same storage; nothing is copied.
/// See lessons/01-tensor.cs.
/// </summary>
public sealed class Layout
{
    private readonly long[] strides;

    private Layout(Shape shape, long[] strides, long offset) : this(shape, strides, offset, RowMajor(shape, strides))
    {
    }

    private Layout(Shape shape, long[] strides, long offset, bool isContiguous)
    {
        Shape = shape;
        this.strides = strides;
        Offset = offset;
        IsContiguous = isContiguous;
    }

    /// <summary>Extents.</summary>
    public Shape Shape { get; }

    /// <summary>Steps in elements, one an axis; 0 on broadcast axes.</summary>
    public ReadOnlySpan<long> Strides => strides;

    /// <summary>Element index of (0, 0, …).</summary>
    public long Offset { get; }

    /// <summary>Whether the elements lie side by side in row-major order (axes of extent 1 do not matter).</summary>
    public bool IsContiguous { get; }

    /// <summary>Row-major from element 0.</summary>
    public static Layout Contiguous(Shape shape)
    {
        var strides = new long[shape.Rank];
        long step = 1;
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= shape[axis];
        }
        return new(shape, strides, 0, isContiguous: true);
    }

    private static bool RowMajor(Shape shape, long[] strides)
    {
        if (shape.Length == 0) return true;
        long step = 1;
        for (var axis = shape.Rank - 1; axis >= 0; axis--)
        {
            if (shape[axis] != 1 && strides[axis] != step) return false;
            step *= shape[axis];
        }
        return true;
    }

    /// <summary>Reorders the axes: axis i of the result is axis order[i] of this.</summary>
    public Layout Permute(ReadOnlySpan<int> order)
    {
        var rank = Shape.Rank;
        if (order.Length != rank) throw new ShapeException("Permute", $"{order.Length} axes given for {Shape}.", Shape);
        var extents = new int[rank];
        var steps = new long[rank];
        var seen = new bool[rank];
        for (var i = 0; i < rank; i++)
        {
            var axis = Shape.Axis(order[i], "Permute");
            if (seen[axis])
            {
                throw new ShapeException(
                    "Permute", $"axis {axis} is named twice in [{string.Join(", ", order.ToArray())}] for {Shape}.", Shape);
            }
            seen[axis] = true;
            extents[i] = Shape[axis];
            steps[i] = strides[axis];
        }
        return new(extents, steps, Offset);
    }

    /// <summary>Elements start..start+count−1 of one axis, every step-th.</summary>
    public Layout Slice(int axis, int start, int count, int step = 1)
    {
        axis = Shape.Axis(axis, "Slice");
        if (start < 0 || count < 0 || step < 1 || (count > 0 && start + (long)(count - 1) * step >= Shape[axis]))
            throw new ShapeException("Slice", $"start {start}, count {count}, step {step} leaves axis {axis} of {Shape}.", Shape);
        var steps = (long[])strides.Clone();
        steps[axis] *= step;
        return new(Shape.With(axis, count), steps, count == 0 || Shape.Length == 0 ? Offset : Offset + start * strides[axis]);
    }

    /// <summary>Repeats axes of extent 1 (and adds leading axes) without copying.</summary>
    public Layout Expand(Shape target)
    {
        if (target.Equals(Shape)) return this;
        var steps = new long[target.Rank];
        var shift = target.Rank - Shape.Rank;
        for (var axis = 0; axis < target.Rank; axis++)
        {
            var own = axis - shift;
            if (own < 0) continue;
            if (Shape[own] == target[axis]) steps[axis] = strides[own];
            else if (Shape[own] != 1)
                throw new ShapeException(
                    "Expand", $"axis {own} has extent {Shape[own]}, which cannot become {target[axis]}. from: {Shape}, to: {target}.",
                    Shape, target);
        }
        if (shift < 0) throw new ShapeException("Expand", $"cannot drop axes. from: {Shape}, to: {target}.", Shape, target);
        return new(target, steps, Offset);
    }

    /// <summary>The same steps from element 0.</summary>
    internal Layout FromStart() => new(Shape, strides, 0);

    /// <summary>Elements of memory from the first to the last of a layout that is not empty, both included.</summary>
    internal long Reach
    {
        get
        {
            long reach = 1;
            for (var axis = 0; axis < strides.Length; axis++) reach += (Shape[axis] - 1) * strides[axis];
            return reach;
        }
    }

    /// <summary>Whether two indices may lie at one place: false when every axis steps over all that smaller steps reach.</summary>
    internal bool MayOverlap
    {
        get
        {
            long reach = 1;
            foreach (var (step, extent) in strides.Zip(Shape.ToArray()).Where(axis => axis.Second > 1).OrderBy(axis => axis.First))
            {
                if (step < reach) return true;
                reach += (extent - 1) * step;
            }
            return false;
        }
    }

    /// <summary>One index of the first axis, which disappears.</summary>
    internal Layout Select(int index) => new(Shape[1..], strides[1..], Offset + (index * strides[0]));

    /// <summary>The layout of element (…, 0, 0): the last axes are forgotten.</summary>
    internal Layout DropTrailing(int axes) => new(Shape[..^axes], strides[..^axes], Offset);

    /// <summary>The same elements in another shape, or null when that needs a copy.</summary>
    public Layout? TryReshape(Shape target)
    {
        if (target.Length != Shape.Length)
            throw new ShapeException("Reshape", $"{Shape} has {Shape.Length} elements, {target} has {target.Length}.", Shape, target);
        if (IsContiguous)
        {
            var plain = Contiguous(target);
            return new(target, plain.strides, Offset);
        }
        // Walk both shapes together: a group of target axes must come from a group of source axes that is
        // itself laid out row-major within the group.
        var steps = new long[target.Rank];
        int from = 0, to = 0;
        while (from < Shape.Rank || to < target.Rank)
        {
            int fromEnd = from, toEnd = to;
            var have = fromEnd < Shape.Rank ? Shape[fromEnd++] : 1L;
            var want = toEnd < target.Rank ? target[toEnd++] : 1L;
            while (have != want)
                if (have < want) have *= Shape[fromEnd++];
                else want *= target[toEnd++];
            long innermost = 0, expected = -1;
            for (var axis = fromEnd - 1; axis >= from; axis--)
            {
                if (Shape[axis] == 1) continue;
                if (expected < 0) innermost = strides[axis];
                else if (strides[axis] != expected) return null;
                expected = strides[axis] * Shape[axis];
            }
            var step = innermost;
            for (var axis = toEnd - 1; axis >= to; axis--)
            {
                steps[axis] = step;
                step *= target[axis];
            }
            from = fromEnd;
            to = toEnd;
        }
        return new(target, steps, Offset);
    }
}
