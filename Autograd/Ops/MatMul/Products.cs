using Gexia.Cpu;

namespace Gexia;

/// <summary>Matrix products of tensors of any layout, without history: what the operations in this folder stand on.</summary>
internal static class Products
{
    /// <summary>y (=|+=) a·b over the last two axes; leading axes of a and b are y's own (expanded where they were repeated).</summary>
    /// <param name="a">[…, m, k], any strides.</param>
    /// <param name="b">[…, k, n], any strides.</param>
    /// <param name="y">[…, m, n], rows contiguous.</param>
    /// <param name="accumulate">Add to y instead of overwriting it.</param>
    public static void Run(Tensor a, Tensor b, Tensor y, bool accumulate = false)
    {
        if (y.Length == 0) return;
        var problem = GemmProblem.Of(a, b, y);
        problem.Accumulate = accumulate;
        var leading = y.Shape[..^2];
        if (leading.Rank == 0) Gemm.Run(problem);
        else if (AxisWalk.TryOf(leading, out var walk, Leading(y), Leading(a), Leading(b))) Run(problem, walk);
        else
        {
            for (var i = 0; i < y.Shape[0]; i++)
                Run(a.View(a.Layout.Select(i)), b.View(b.Layout.Select(i)), y.View(y.Layout.Select(i)), accumulate);
        }
    }

    /// <summary>y = a·b + bias with something done to finished values: matrices only.</summary>
    /// <param name="a">[m, k], any strides.</param>
    /// <param name="b">[k, n], any strides.</param>
    /// <param name="bias">[n], or null.</param>
    /// <param name="y">[m, n], rows contiguous.</param>
    /// <param name="epilogue">Sees each value of y once, while it is in the cache.</param>
    public static void Run<TEpilogue>(Tensor a, Tensor b, Tensor? bias, Tensor y, TEpilogue epilogue)
        where TEpilogue : struct, IGemmEpilogue
    {
        var problem = GemmProblem.Of(a, b, y);
        problem.Bias = bias?.Contiguous().To(bias.DType.Accumulated());
        Gemm.Run(problem, epilogue);
    }

    /// <summary>y = y + residual, once y is finished.</summary>
    /// <param name="residual">[rows, width], contiguous.</param>
    public static MapEpilogue<OfFirstTwo<Sum>> Plus(Tensor residual) => new(new(new()), residual, null, null);

    /// <summary>target = f(y), once y is finished; target may be y.</summary>
    public static MapEpilogue<OfFirst<Activation<TFunction>>> Activated<TFunction>(TFunction f, Tensor target)
        where TFunction : struct, IElementwise =>
        new(new(new(f)), null, null, target);

    // The batch axes as runs of the innermost (merged) one: each run is one batched call.
    private static void Run(GemmProblem problem, in AxisWalk walk)
    {
        var batch =
            new GemmBatch { Inner = walk.InnerLength, CInner = walk.InnerStep(0), AInner = walk.InnerStep(1), BInner = walk.InnerStep(2) };
        var place = new AxisPlace(in walk, stackalloc long[walk.PlaceLength]);
        do
        {
            (problem.COffset, problem.AOffset, problem.BOffset) = (place.Offset(0), place.Offset(1), place.Offset(2));
            Gemm.Run(problem, batch);
        } while (place.Next());
    }

    private static Layout Leading(Tensor x) => x.Layout.DropTrailing(2);
}
