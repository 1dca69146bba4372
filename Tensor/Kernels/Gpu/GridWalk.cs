using System.Numerics;
using Gexia.Cpu;

namespace Gexia.Gpu;

/// <summary>
/// An <see cref="AxisWalk"/> for GPU threads: where element i of the walked shape lies in each of up to four layouts. Fields, not arrays,
/// and no division.
/// </summary>
internal readonly struct GridWalk
{
    private readonly GridAxis a0, a1, a2, a3, a4, a5, a6, a7;       // innermost first; those that are not there have extent 1

    /// <summary>The same way, in elements or in units of several.</summary>
    /// <param name="walk">The way.</param>
    /// <param name="each">Elements of a unit, in which all is then counted: <see cref="AxisWalk.HasRunsOf"/> for every operand.</param>
    /// <exception cref="OverflowException">A tensor reaches over more than 2³¹ − 1 units.</exception>
    public GridWalk(in AxisWalk walk, int each = 1)
    {
        (a0, a1, a2, a3) = (Axis(walk, 0, each), Axis(walk, 1, each), Axis(walk, 2, each), Axis(walk, 3, each));
        (a4, a5, a6, a7) = (Axis(walk, 4, each), Axis(walk, 5, each), Axis(walk, 6, each), Axis(walk, 7, each));
    }

    /// <summary>Where an element lies, from each view's first.</summary>
    public GridPlace At(int index)
    {
        var place = a0.Step(new(index, 0, 0, 0, 0));
        if (place.Rest == 0) return place;
        place = a1.Step(place);
        if (place.Rest == 0) return place;
        place = a2.Step(place);
        place = a3.Step(place);
        if (place.Rest == 0) return place;
        place = a4.Step(place);
        place = a5.Step(place);
        place = a6.Step(place);
        return a7.Step(place);
    }

    private static GridAxis Axis(in AxisWalk walk, int fromInner, int each) =>
        walk.Axes - 1 - fromInner is var axis and >= 0 ? new(walk, axis, each) : new(extent: 1);
}

/// <summary>What is left of an index, and the offsets of four operands so far.</summary>
internal readonly struct GridPlace(int rest, int first, int second, int third, int fourth)
{
    public readonly int Rest = rest, First = first, Second = second, Third = third, Fourth = fourth;
}

/// <summary>One axis of a <see cref="GridWalk"/>.</summary>
/// <remarks>
/// The quotient of n &lt; 2³¹ by the extent d is (⌊n·m/2³²⌋ + n) &gt;&gt; s with s = ⌈log₂ d⌉ and m = ⌊2³²·(2ˢ − d)/d⌋ + 1
/// (Granlund and Montgomery, Division by Invariant Integers using Multiplication, 1994).
/// </remarks>
internal readonly struct GridAxis
{
    private readonly int extent, shift, first, second, third, fourth;
    private readonly uint multiplier;

    /// <summary>Its extent.</summary>
    public int Extent => extent;

    /// <summary>An axis of an extent that no operand steps along, or only the first.</summary>
    public GridAxis(int extent, int first = 0)
    {
        (this.extent, this.first) = (extent, first);
        shift = 32 - BitOperations.LeadingZeroCount((uint)extent - 1);
        multiplier = (uint)((((1ul << shift) - (uint)extent) << 32) / (uint)extent) + 1;
    }

    /// <summary>An axis and how far each operand steps along it.</summary>
    public GridAxis(int extent, int first, int second, int third, int fourth) : this(extent) =>
        (this.first, this.second, this.third, this.fourth) = (first, second, third, fourth);

    public GridAxis(in AxisWalk walk, int axis, int each) : this(checked((int)(walk.Extent(axis) / (IsInner(walk, axis) ? each : 1))))
    {
        if (IsInner(walk, axis)) each = 1;          // from one unit to the next is as far as from element to element: 1 or 0
        (first, second) = (Step(walk, axis, 0, each), Step(walk, axis, 1, each));
        (third, fourth) = (Step(walk, axis, 2, each), Step(walk, axis, 3, each));
    }

    /// <summary>The index divided by the extent, rounded down.</summary>
    /// <param name="index">Not negative.</param>
    public int Quotient(int index) => (int)(((((ulong)(uint)index * multiplier) >> 32) + (uint)index) >> shift);

    /// <summary>Takes this axis off an index.</summary>
    public GridPlace Step(GridPlace place)
    {
        var outer = Quotient(place.Rest);
        var i = place.Rest - (outer * extent);
        return new(outer, place.First + (i * first), place.Second + (i * second), place.Third + (i * third), place.Fourth + (i * fourth));
    }

    private static bool IsInner(in AxisWalk walk, int axis) => axis == walk.Axes - 1;

    private static int Step(in AxisWalk walk, int axis, int operand, int each) => checked((int)(walk.Step(axis, operand) / each));
}
