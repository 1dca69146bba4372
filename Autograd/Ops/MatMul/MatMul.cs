namespace Gexia;

/// <summary>The matrix product over the last two axes, with numpy's broadcasting over the others: Y = A·B.</summary>
/// <remarks>
/// yᵢⱼ = Σₖ aᵢₖ·bₖⱼ, so dA = dY·Bᵀ and dB = Aᵀ·dY, each summed over the axes along which the operand was repeated.
/// Transposed operands are views: nothing is copied.
/// </remarks>
public static class MatMulOp
{
    /// <summary>Y = A·B.</summary>
    /// <param name="a">[…, m, k], of a floating dtype.</param>
    /// <param name="b">[…, k, n], the same dtype.</param>
    /// <returns>[…, m, n]; zeros when k is 0.</returns>
    /// <exception cref="ShapeException">An operand has fewer than two axes, the inner extents differ, or the dtypes do.</exception>
    public static Tensor MatMul(this Tensor a, Tensor b)
    {
        if (a.Shape.Rank < 2 || b.Shape.Rank < 2 || a.DType != b.DType || !a.DType.IsFloating())
            throw new ShapeException(
                "MatMul", $"needs two tensors of at least two axes and of one floating dtype. a: {a.Description}, b: {b.Description}.",
                a.Shape, b.Shape);
        if (a.Shape[^1] != b.Shape[^2])
            throw new ShapeException(
                "MatMul", $"a's last axis ({a.Shape[^1]}) must equal b's second-to-last ({b.Shape[^2]}). a: {a.Shape}, b: {b.Shape}.",
                a.Shape, b.Shape);
        var leading = Shape.Broadcast(a.Shape[..^2], b.Shape[..^2], "MatMul");
        var y = Multiply(a, b, leading);
        return Graph.Record("MatMul", y, [a, b], saved: [a, b], (dY, sink) =>
        {
            if (sink.Wants(a)) sink.Add(a, Broadcasting.SumTo(Multiply(dY, Transposed(b), leading), a.Shape));
            if (sink.Wants(b)) sink.Add(b, Broadcasting.SumTo(Multiply(Transposed(a), dY, leading), b.Shape));
        });
    }

    private static Tensor Multiply(Tensor a, Tensor b, Shape leading)
    {
        var y = a.NewEmpty(leading.Append(a.Shape[^2], b.Shape[^1]));
        Products.Run(
            a.View(a.Layout.Expand(leading.Append(a.Shape[^2], a.Shape[^1]))),
            b.View(b.Layout.Expand(leading.Append(b.Shape[^2], b.Shape[^1]))), y);
        return y;
    }

    private static Tensor Transposed(Tensor x)
    {
        var order = Enumerable.Range(0, x.Shape.Rank).ToArray();
        (order[^1], order[^2]) = (order[^2], order[^1]);
        return x.View(x.Layout.Permute(order));
    }
}
