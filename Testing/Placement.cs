namespace Gexia.Testing;

/// <summary>How a tensor's elements lie in memory.</summary>
public enum Placement
{
    /// <summary>Side by side, in row-major order.</summary>
    Plain,
    /// <summary>The axes of memory are those of the tensor in reverse: the first steps fastest.</summary>
    Reversed,
    /// <summary>Cut out of something larger at the first and the last axis.</summary>
    Cut,
    /// <summary>One axis repeats the same memory.</summary>
    Repeated,
}

/// <summary>A tensor of some shape as a recorded view of a contiguous base, so that gradients flow back through the view.</summary>
/// <param name="Base">The shape of the base.</param>
/// <param name="Of">The view.</param>
public sealed record PlacedView(Shape Base, Func<Tensor, Tensor> Of)
{
    /// <summary>The view that gives a tensor of a shape its placement.</summary>
    /// <param name="placement">How it lies; scalars are plain.</param>
    /// <param name="shape">Of the tensor.</param>
    /// <param name="axis">The one that is repeated.</param>
    public static PlacedView For(Placement placement, Shape shape, int axis = 0)
    {
        int[] extents = [.. shape];
        if (shape.Rank == 0) return new(shape, x => x);
        switch (placement)
        {
            case Placement.Reversed:
                int[] order = [.. Enumerable.Range(0, shape.Rank).Reverse()];
                return new(extents.Reverse().ToArray(), x => x.Permute(order));
            case Placement.Cut:
                if (shape.Rank > 1) extents[0] += 1;
                extents[^1] += 3;
                return new(extents, x => shape.Rank == 1 ? x.Slice(-1, 2, shape[^1]) : x.Slice(-1, 2, shape[^1]).Slice(0, 1, shape[0]));
            case Placement.Repeated:
                extents[axis] = 1;
                return new(extents, x => x.Expand(shape.AsSpan()));
            default:
                return new(extents, x => x);
        }
    }
}
