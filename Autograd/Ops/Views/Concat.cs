namespace Gexia;

/// <summary>Joins tensors along an axis. dL/dxᵢ is the part of dL/dy that xᵢ filled.</summary>
public static class ConcatOp
{
    /// <summary>y = x₀ ∥ x₁ ∥ … along <paramref name="axis"/>.</summary>
    /// <param name="parts">At least one; equal shapes except along the axis; one dtype.</param>
    /// <param name="axis">−1 is the last.</param>
    /// <exception cref="ShapeException">The other axes or the dtypes differ.</exception>
    public static Tensor Concat(ReadOnlySpan<Tensor> parts, int axis)
    {
        if (parts.IsEmpty) throw new ShapeException("Concat", "needs at least one tensor.");
        var all = parts.ToArray();
        var first = all[0];
        axis = first.Shape.Axis(axis, "Concat");
        var extent = 0;
        foreach (var part in all)
        {
            if (part.Shape.Rank != first.Shape.Rank
                || !part.Shape.With(axis, 0).Equals(first.Shape.With(axis, 0)) || part.DType != first.DType)
                throw new ShapeException(
                    "Concat", $"only axis {axis} may differ. first: {first.Description}, other: {part.Description}.", first.Shape,
                    part.Shape);
            extent = checked(extent + part.Shape[axis]);
        }
        var y = first.NewEmpty(first.Shape.With(axis, extent));
        ForEachPart(all, axis, (part, start) => y.View(y.Layout.Slice(axis, start, part.Shape[axis])).CopyFrom(part));
        return Graph.Record("Concat", y, all, saved: [], (dY, sink) =>
            ForEachPart(all, axis, (part, start) => sink.Add(part, dY.View(dY.Layout.Slice(axis, start, part.Shape[axis])))));
    }

    private static void ForEachPart(Tensor[] parts, int axis, Action<Tensor, int> visit)
    {
        var start = 0;
        foreach (var part in parts)
        {
            visit(part, start);
            start += part.Shape[axis];
        }
    }
}
