namespace Gexia.Cpu;

/// <summary>
/// Visits all indices of a shape for up to three layouts at once, one innermost run at a time. Axes that are contiguous in
/// every layout are merged first, so that runs are as long as they can be.
/// </summary>
internal sealed class AxisWalk
{
    private readonly int operands;
    private readonly List<long> extents = [];
    private readonly List<long[]> steps = [];
    private readonly long[] index;
    private readonly long[] offsets;

    private AxisWalk(Shape shape, ReadOnlySpan<Layout> layouts)
    {
        operands = layouts.Length;
        offsets = new long[operands];
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] == 1) continue;
            var step = new long[operands];
            for (var o = 0; o < operands; o++) step[o] = layouts[o].Strides[axis];
            if (extents.Count > 0 && Mergeable(steps[^1], step, shape[axis]))
            {
                extents[^1] *= shape[axis];
                steps[^1] = step;
            }
            else
            {
                extents.Add(shape[axis]);
                steps.Add(step);
            }
        }
        if (extents.Count == 0)
        {
            extents.Add(1);
            steps.Add(new long[operands]);
        }
        index = new long[extents.Count];
    }

    /// <summary>A walk over a non-empty shape; every layout has that shape. Offsets count from each layout's first element.</summary>
    public static AxisWalk Of(Shape shape, params ReadOnlySpan<Layout> layouts) => new(shape, layouts);

    /// <summary>Elements of one innermost run.</summary>
    public long InnerLength => extents[^1];

    /// <summary>Number of runs.</summary>
    public long Runs
    {
        get
        {
            long runs = 1;
            for (var axis = 0; axis < extents.Count - 1; axis++) runs *= extents[axis];
            return runs;
        }
    }

    /// <summary>Step of one operand within a run.</summary>
    public long InnerStep(int operand) => steps[^1][operand];

    /// <summary>Where the current run of one operand starts.</summary>
    public long Offset(int operand) => offsets[operand];

    /// <summary>Goes to a run by its number.</summary>
    public void MoveTo(long run)
    {
        Array.Clear(offsets);
        for (var axis = extents.Count - 2; axis >= 0; axis--)
        {
            index[axis] = run % extents[axis];
            run /= extents[axis];
            for (var o = 0; o < operands; o++) offsets[o] += index[axis] * steps[axis][o];
        }
    }

    /// <summary>Goes to the next run; false after the last.</summary>
    public bool Next()
    {
        for (var axis = extents.Count - 2; axis >= 0; axis--)
        {
            for (var o = 0; o < operands; o++) offsets[o] += steps[axis][o];
            if (++index[axis] < extents[axis]) return true;
            for (var o = 0; o < operands; o++) offsets[o] -= steps[axis][o] * extents[axis];
            index[axis] = 0;
        }
        return false;
    }

    private bool Mergeable(long[] outer, long[] inner, long innerExtent)
    {
        for (var o = 0; o < operands; o++)
            if (outer[o] != inner[o] * innerExtent) return false;
        return true;
    }
}
