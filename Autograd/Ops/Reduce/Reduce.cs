using Gexia.Cpu;

namespace Gexia;

/// <summary>Sums and means over axes.</summary>
public static class Reduce
{
    extension(Tensor x)
    {
        /// <summary>Σ of all elements: a scalar. dL/dx = dL/dy everywhere.</summary>
        public Tensor Sum() => Over("Sum", x, [.. Enumerable.Range(0, x.Shape.Rank)], keep: false, mean: false);

        /// <summary>Σ over one axis. dL/dx[…, i, …] = dL/dy[…].</summary>
        /// <param name="axis">−1 is the last.</param>
        /// <param name="keep">Leave the axis with extent 1.</param>
        public Tensor Sum(int axis, bool keep = false) => Over("Sum", x, [axis], keep, mean: false);

        /// <summary>The mean of all elements: a scalar; NaN when there are none.</summary>
        public Tensor Mean() => Over("Mean", x, [.. Enumerable.Range(0, x.Shape.Rank)], keep: false, mean: true);

        /// <summary>The mean over one axis of extent n: y = (1/n)·Σ x, so dL/dx = (1/n)·dL/dy. NaN when n is 0.</summary>
        /// <param name="axis">−1 is the last.</param>
        /// <param name="keep">Leave the axis with extent 1.</param>
        public Tensor Mean(int axis, bool keep = false) => Over("Mean", x, [axis], keep, mean: true);
    }

    private static Tensor Over(string op, Tensor x, int[] axes, bool keep, bool mean)
    {
        Floating.Require(op, x);
        var marks = new bool[x.Shape.Rank];
        long count = 1;
        foreach (var axis in axes)
        {
            var resolved = x.Shape.Axis(axis, op);
            marks[resolved] = true;
            count *= x.Shape[resolved];
        }
        var kept = SumLoop.Run(x, marks, mean ? x.DType.Accumulated() : null);
        if (mean)
        {
            ElementwiseLoops.Map(new Affine(1.0 / count, 0), kept, kept);
            kept = kept.To(x.DType);
        }
        var extents = new List<int>();
        for (var axis = 0; axis < marks.Length; axis++) if (keep || !marks[axis]) extents.Add(marks[axis] ? 1 : x.Shape[axis]);
        var keptShape = kept.Shape;
        var y = kept.View(Layout.Contiguous(extents.ToArray()));
        return Graph.Record(op, y, [x], saved: [], (dY, sink) =>
        {
            var d = dY.Contiguous();
            if (mean)
            {
                var scaled = d.NewEmpty(d.Shape);
                ElementwiseLoops.Map(new Affine(1.0 / count, 0), d, scaled);
                d = scaled;
            }
            sink.Add(x, d.View(d.Layout.TryReshape(keptShape)!.Expand(x.Shape)));
        });
    }
}
