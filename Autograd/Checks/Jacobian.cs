namespace Gexia;

/// <summary>All partial derivatives of a function: J[o…, i…] = ∂yₒ/∂xᵢ.</summary>
/// <remarks>
/// One backward pass for each element of y, with dY = 1 there and 0 elsewhere, so the time is that of as many backward passes, and the
/// memory that of J and one pass. For small outputs, tests and analyses; a training wants <c>Backward</c>.
/// </remarks>
/// <example><code>
/// var logits = Tensor.Of(1.0, 2, 3);
/// var j = Jacobian.Of(x => x.Softmax(), logits);      // [3, 3]: yᵢ(δᵢⱼ − yⱼ)
/// </code></example>
public static class Jacobian
{
    /// <summary>The Jacobian of a function of one tensor.</summary>
    /// <param name="f">The function; it is called once.</param>
    /// <param name="x">Where: float32 or float64. It is neither changed nor marked.</param>
    /// <returns>[axes of f(x)…, axes of x…], in x's dtype; zeros where f does not depend on x.</returns>
    /// <exception cref="ShapeException">x is not floating.</exception>
    public static Tensor Of(Func<Tensor, Tensor> f, Tensor x) => OfAll(inputs => f(inputs[0]), x)[0];

    /// <summary>The Jacobians of a function of several tensors, one for each.</summary>
    /// <param name="f">The function; it is called once.</param>
    /// <param name="inputs">Where: float32 or float64. Two that share memory count as two.</param>
    /// <returns>For each input [axes of f's value…, axes of the input…].</returns>
    /// <exception cref="ShapeException">An input is not floating.</exception>
    public static Tensor[] OfAll(Func<Tensor[], Tensor> f, params Tensor[] inputs)
    {
        var leaves = Array.ConvertAll(inputs, input => input.Detach().RequireGradient());
        Tensor y;
        using (Graph.Resume()) y = f(leaves);
        var jacobians = Array.ConvertAll(leaves, leaf => leaf.NewZeros(y.Shape.Append(leaf.Shape.AsSpan())));
        if (!y.RequiresGradient) return jacobians;
        for (var row = 0; row < y.Length; row++)
        {
            using var scope = TensorScope.Begin();
            var dY = y.NewZeros(y.Shape);
            dY.View(Layout.Contiguous([checked((int)y.Length)]).Slice(0, row, 1)).CopyFrom(Tensor.Ones([1], y.DType, y.Device));
            var gradients = y.Backward(dY);
            for (var i = 0; i < leaves.Length; i++)
            {
                if (!gradients.TryGet(leaves[i], out var gradient)) continue;
                var rows = jacobians[i].View(Layout.Contiguous([checked((int)y.Length), .. leaves[i].Shape]));
                rows.View(rows.Layout.Slice(0, row, 1).TryReshape(leaves[i].Shape)!).CopyFrom(gradient);
            }
        }
        return jacobians;
    }
}
