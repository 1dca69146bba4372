using System.Collections;
using System.Runtime.CompilerServices;

namespace Gexia;

/// <summary>The extent of every axis, outermost first. A scalar has no axes. Axes may be 0 long: the tensor is then empty.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public sealed class Shape : IReadOnlyList<int>, IEquatable<Shape>
{
    private readonly int[] axes;

    private Shape(int[] axes)
    {
        long length = 1;
        foreach (var axis in axes)
        {
            if (axis < 0) throw new ShapeException("Shape", $"an axis cannot be negative: [{string.Join(", ", axes)}].");
            length = checked(length * axis);
        }
        this.axes = axes;
        Length = length;
    }

    /// <summary>No axes: one element.</summary>
    public static Shape Scalar { get; } = new([]);

    /// <summary>Makes a shape; also what <c>[2, 3]</c> calls.</summary>
    public static Shape Create(ReadOnlySpan<int> axes) => axes.IsEmpty ? new([]) : new(axes.ToArray());

    /// <summary>A shape from its axes.</summary>
    public static implicit operator Shape(int[] axes) => new((int[])axes.Clone());

    /// <summary>Number of axes.</summary>
    public int Rank => axes.Length;

    int IReadOnlyCollection<int>.Count => axes.Length;

    /// <summary>Number of elements: the product of all axes.</summary>
    public long Length { get; }

    /// <summary>The extent of an axis; <c>^1</c> is the last.</summary>
    public int this[int axis] => axes[axis];

    /// <summary>The extent of an axis counted as an <see cref="Index"/>.</summary>
    public int this[Index axis] => axes[axis];

    /// <summary>Some of the axes.</summary>
    public Shape this[Range range] => new(axes[range]);

    /// <summary>The axes as a span.</summary>
    public ReadOnlySpan<int> AsSpan() => axes;

    /// <summary>Turns an axis that may count from the end (−1 is the last) into 0..Rank−1.</summary>
    /// <exception cref="ShapeException">There is no such axis.</exception>
    public int Axis(int axis, string op)
    {
        var resolved = axis < 0 ? axis + Rank : axis;
        if ((uint)resolved >= (uint)Rank)
            throw new ShapeException(op, $"there is no axis {axis} in {this}; use {-Rank}..{Rank - 1}.", this);
        return resolved;
    }

    /// <summary>This shape with one axis changed.</summary>
    public Shape With(int axis, int extent)
    {
        var copy = (int[])axes.Clone();
        copy[axis] = extent;
        return new(copy);
    }

    /// <summary>This shape followed by more axes.</summary>
    public Shape Append(params ReadOnlySpan<int> more) => new([.. axes, .. more]);

    /// <summary>The shape both broadcast to, numpy's rule: align at the last axis; extents must be equal or 1.</summary>
    /// <exception cref="ShapeException">They do not broadcast.</exception>
    public static Shape Broadcast(Shape a, Shape b, string op)
    {
        if (a.Equals(b)) return a;
        var rank = Math.Max(a.Rank, b.Rank);
        var result = new int[rank];
        for (var i = 1; i <= rank; i++)
        {
            var x = i <= a.Rank ? a.axes[^i] : 1;
            var y = i <= b.Rank ? b.axes[^i] : 1;
            if (x != y && x != 1 && y != 1)
                throw new ShapeException(op, $"axes of {x} and {y} do not broadcast; extents must be equal or 1. a: {a}, b: {b}.", a, b);
            result[^i] = x == 1 ? y : x;
        }
        return new(result);
    }

    /// <inheritdoc/>
    public bool Equals(Shape? other) => ReferenceEquals(this, other) || (other is not null && axes.AsSpan().SequenceEqual(other.axes));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var axis in axes) hash.Add(axis);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)axes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => axes.GetEnumerator();

    /// <summary>As <c>[8, 197, 768]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", axes)}]";
}
