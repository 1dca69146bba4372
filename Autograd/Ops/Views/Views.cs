namespace Gexia;

/// <summary>
/// Other layouts of the same memory. A view y[i] = x[φ(i)] passes each gradient back to the element it came from:
/// dL/dx[j] = Σ over all i with φ(i) = j of dL/dy[i].
/// </summary>
public static class Views
{
    extension(Tensor x)
    {
        /// <summary>
        /// The same elements in row-major order under another shape; one extent may be −1 (what is left). Copies only if it must.
        /// </summary>
        /// <exception cref="ShapeException">The number of elements differs.</exception>
        public Tensor Reshape(params ReadOnlySpan<int> shape)
        {
            var target = Resolve(x.Shape, shape);
            var y = x.Layout.TryReshape(target) is { } layout ? x.View(layout) : x.Copy().View(Layout.Contiguous(target));
            return Graph.Record("Reshape", y, [x], saved: [], (dY, sink) =>
                sink.Add(x, dY.Layout.TryReshape(x.Shape) is { } back ? dY.View(back) : dY.Copy().View(Layout.Contiguous(x.Shape))));
        }

        /// <summary>Reorders the axes: axis i of the result is axis order[i] of x.</summary>
        public Tensor Permute(params ReadOnlySpan<int> order)
        {
            var y = x.View(x.Layout.Permute(order));
            var inverse = new int[order.Length];
            for (var i = 0; i < order.Length; i++) inverse[x.Shape.Axis(order[i], "Permute")] = i;
            return Graph.Record("Permute", y, [x], saved: [], (dY, sink) => sink.Add(x, dY.View(dY.Layout.Permute(inverse))));
        }

        /// <summary>Swaps two axes.</summary>
        public Tensor Transpose(int first = -2, int second = -1)
        {
            var order = Enumerable.Range(0, x.Shape.Rank).ToArray();
            var (a, b) = (x.Shape.Axis(first, "Transpose"), x.Shape.Axis(second, "Transpose"));
            (order[a], order[b]) = (order[b], order[a]);
            return x.Permute(order);
        }

        /// <summary>Elements start..start+count−1 of one axis.</summary>
        public Tensor Slice(int axis, int start, int count)
        {
            var y = x.View(x.Layout.Slice(axis, start, count));
            return Graph.Record(
                "Slice", y, [x], saved: [], (dY, sink) => sink.AddRegion(x, layout => layout.Slice(axis, start, count), dY));
        }

        /// <summary>One index of one axis; the axis disappears.</summary>
        public Tensor Select(int axis, int index)
        {
            var part = x.Slice(axis, index, 1);
            var resolved = x.Shape.Axis(axis, "Select");
            return part.Reshape([.. x.Shape[..resolved], .. x.Shape[(resolved + 1)..]]);
        }

        /// <summary>Repeats axes of extent 1, and adds leading axes, without copying.</summary>
        public Tensor Expand(params ReadOnlySpan<int> shape)
        {
            Shape target = Shape.Create(shape);
            var y = x.View(x.Layout.Expand(target));
            return Graph.Record("Expand", y, [x], saved: [], (dY, sink) => sink.Add(x, Broadcasting.SumTo(dY, x.Shape)));
        }
    }

    private static Shape Resolve(Shape from, ReadOnlySpan<int> shape)
    {
        var free = shape.IndexOf(-1);
        if (free < 0) return Shape.Create(shape);
        var extents = shape.ToArray();
        long known = 1;
        for (var axis = 0; axis < extents.Length; axis++) if (axis != free) known *= extents[axis];
        if (known == 0 || from.Length % known != 0 || extents.AsSpan().Count(-1) > 1)
            throw new ShapeException(
                "Reshape", $"{from} ({from.Length} elements) does not divide into [{string.Join(", ", extents)}].", from);
        extents[free] = checked((int)(from.Length / known));
        return extents;
    }
}
