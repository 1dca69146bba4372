using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// y = x + f for the branch f of a residual block, written over f: one tensor less is held, and one less is written.
/// dL/dx = dL/df = dL/dy.
/// </summary>
/// <remarks>
/// Only for a branch that nobody looks at again, made by an operation whose backward pass does not need its own value, as a linear
/// map without activation.
/// </remarks>
internal static class Residual
{
    /// <summary>x + branch, in the branch's memory.</summary>
    /// <param name="x">Any layout.</param>
    /// <param name="branch">x's shape and dtype, contiguous; overwritten.</param>
    public static Tensor Add(Tensor x, Tensor branch)
    {
        if (!x.Shape.Equals(branch.Shape) || x.DType != branch.DType || !branch.IsContiguous)
            throw new ShapeException("Residual", $"the branch must be contiguous and look like x. x: {x}, branch: {branch}.", x.Shape, branch.Shape);
        ElementwiseLoops.Map(new Sum(), x, branch, branch);
        return Graph.Record("Residual", branch.View(branch.Layout), [x, branch], (dY, sink) =>
        {
            sink.Add(x, dY);
            sink.Add(branch, dY);
        });
    }
}
