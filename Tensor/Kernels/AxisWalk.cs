using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Gexia.Cpu;

/// <summary>
/// A way over all indices of a shape for up to four layouts at once, one innermost run at a time. Axes that are contiguous in every layout
/// are merged first, so that runs are as long as they can be. It never changes: where one is on it is an <see cref="AxisPlace"/>.
/// </summary>
internal readonly struct AxisWalk
{
    /// <summary>Axes that a walk can have after merging.</summary>
    public const int MostAxes = 8;

    private const int MostOperands = 4;

    private readonly Numbers extents;
    private readonly Steps steps;                   // of the operands, axis by axis
    private readonly int operands;

    private AxisWalk(Shape shape, ReadOnlySpan<Layout> layouts)
    {
        operands = layouts.Length;
        var count = 0;
        for (var axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] == 1) continue;
            if (count > 0 && IsMergeable(count - 1, layouts, axis, shape[axis])) extents[count - 1] *= shape[axis];
            else if (count == MostAxes)
            {
                Axes = count + 1;
                return;
            }
            else extents[count++] = shape[axis];
            for (var o = 0; o < operands; o++) steps[((count - 1) * MostOperands) + o] = layouts[o].Strides[axis];
        }
        if (count == 0) extents[count++] = 1;
        Axes = count;
        Runs = 1;
        for (var axis = 0; axis < Axes - 1; axis++) Runs *= extents[axis];
    }

    /// <summary>A walk over a non-empty shape; every layout has that shape. Offsets count from each layout's first element.</summary>
    /// <param name="shape">What is walked.</param>
    /// <param name="walk">The walk, where there is one.</param>
    /// <param name="layouts">At most four.</param>
    /// <returns>False when more than <see cref="MostAxes"/> axes are left after merging: then walk over parts of the shape.</returns>
    public static bool TryOf(Shape shape, out AxisWalk walk, params ReadOnlySpan<Layout> layouts)
    {
        walk = new(shape, layouts);
        return walk.Axes <= MostAxes;
    }

    /// <summary>Number of merged axes, at least 1.</summary>
    public int Axes { get; }

    /// <summary>Elements of one innermost run.</summary>
    public long InnerLength => extents[Axes - 1];

    /// <summary>Number of runs.</summary>
    public long Runs { get; }

    /// <summary>Numbers that an <see cref="AxisPlace"/> needs room for.</summary>
    public int PlaceLength => Axes + operands;

    /// <summary>Step of one operand within a run.</summary>
    public long InnerStep(int operand) => Step(Axes - 1, operand);

    /// <summary>Extent of a merged axis.</summary>
    public long Extent(int axis) => extents[axis];

    /// <summary>Step of one operand along a merged axis.</summary>
    public long Step(int axis, int operand) => steps[(axis * MostOperands) + operand];

    /// <summary>
    /// Whether an operand's elements can be moved so many at a time: its runs are multiples of that, lie side by side, and begin at
    /// multiples of it from the first element on.
    /// </summary>
    public bool HasRunsOf(int each, int operand)
    {
        if (each == 1) return true;
        if (InnerLength % each != 0 || InnerStep(operand) != 1) return false;
        for (var axis = 0; axis < Axes - 1; axis++)
            if (Step(axis, operand) % each != 0) return false;
        return true;
    }

    private bool IsMergeable(int outer, ReadOnlySpan<Layout> layouts, int axis, long extent)
    {
        for (var o = 0; o < operands; o++)
            if (Step(outer, o) != layouts[o].Strides[axis] * extent) return false;
        return true;
    }

    [InlineArray(MostAxes)]
    private struct Numbers
    {
        private long first;
    }

    [InlineArray(MostAxes * MostOperands)]
    private struct Steps
    {
        private long first;
    }
}

/// <summary>Where one thread is on an <see cref="AxisWalk"/> that several may share.</summary>
internal readonly ref struct AxisPlace
{
    private readonly ref readonly AxisWalk walk;
    private readonly Span<long> index, offsets;

    /// <summary>At the beginning of a run.</summary>
    /// <param name="walk">The way.</param>
    /// <param name="room"><see cref="AxisWalk.PlaceLength"/> numbers of the caller's stack.</param>
    /// <param name="run">Number of the run.</param>
    public AxisPlace([UnscopedRef] ref readonly AxisWalk walk, Span<long> room, long run = 0)
    {
        this.walk = ref walk;
        index = room[..walk.Axes];
        offsets = room[walk.Axes..];
        room.Clear();
        for (var axis = walk.Axes - 2; axis >= 0; axis--)
        {
            (run, index[axis]) = Math.DivRem(run, walk.Extent(axis));
            for (var o = 0; o < offsets.Length; o++) offsets[o] += index[axis] * walk.Step(axis, o);
        }
    }

    /// <summary>Where the current run of one operand starts.</summary>
    public long Offset(int operand) => offsets[operand];

    /// <summary>Goes to the next run; false after the last.</summary>
    public bool Next()
    {
        for (var axis = walk.Axes - 2; axis >= 0; axis--)
        {
            for (var o = 0; o < offsets.Length; o++) offsets[o] += walk.Step(axis, o);
            if (++index[axis] < walk.Extent(axis)) return true;
            for (var o = 0; o < offsets.Length; o++) offsets[o] -= walk.Step(axis, o) * walk.Extent(axis);
            index[axis] = 0;
        }
        return false;
    }
}
