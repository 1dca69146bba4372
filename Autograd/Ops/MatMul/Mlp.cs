using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// Two affine maps with an activation between them, y = r + W₂·f(W₁·x + b₁) + b₂, as one operation, so that in both directions what
/// is elementwise happens while a piece of a product is in the cache.
/// </summary>
/// <remarks>
/// With z = x·W₁ᵀ + b₁ and h = f(z): dW₂ = dyᵀ·h, db₂ = Σ dy, dz = (dy·W₂)·f′(z), and from dz as in <see cref="LinearOp"/>
/// dx = dz·W₁, dW₁ = dzᵀ·x, db₁ = Σ dz; dr = dy. dh = dy·W₂ itself is never stored. Dtypes are those of <see cref="LinearOp"/>.
/// </remarks>
public static class MlpOp
{
    /// <summary>y = r + W₂·f(W₁·x + b₁) + b₂.</summary>
    /// <param name="x">[…, inputs], of a floating dtype.</param>
    /// <param name="first">W₁: [hidden, inputs].</param>
    /// <param name="firstBias">b₁: [hidden], or null.</param>
    /// <param name="second">W₂: [outputs, hidden].</param>
    /// <param name="secondBias">b₂: [outputs], or null.</param>
    /// <param name="activation">f.</param>
    /// <param name="residual">r: [… of x, outputs], or null.</param>
    /// <returns>[…, outputs].</returns>
    /// <exception cref="ShapeException">The shapes or dtypes do not fit.</exception>
    public static Tensor Mlp<TActivation>(
        this Tensor x, Tensor first, Tensor? firstBias, Tensor second, Tensor? secondBias, TActivation activation, Tensor? residual = null)
        where TActivation : struct, IElementwise
    {
        LinearOp.Check("Mlp", x, first, firstBias);
        if (second.Shape.Rank != 2 || second.Shape[1] != first.Shape[0] || second.DType != first.DType)
            throw new ShapeException(
                "Mlp",
                $"the second weight must be {first.DType} [outputs, {first.Shape[0]}]. first: {first.Description}, second: "
                + $"{second.Description}.",
                first.Shape,
                second.Shape);
        LinearOp.CheckBias("Mlp", second, secondBias);
        if (residual is not null) LinearOp.CheckResidual("Mlp", residual, x, second.Shape[0]);
        Tensor[] inputs =
            [x, first, .. LinearOp.Present(firstBias), second, .. LinearOp.Present(secondBias), .. LinearOp.Present(residual)];

        var rows = LinearOp.Fold(x.Contiguous());
        Tensor w1 = first.To(x.DType), w2 = second.To(x.DType);
        var (z, h) = LinearOp.Activated(rows, w1, firstBias, activation, keep: Graph.WillRecord(inputs));
        var y = LinearOp.Output(h, second);
        if (residual is null) Products.Run(h, LinearOp.Transposed(w2), secondBias, y, default(NoEpilogue));
        else
        {
            var added = LinearOp.Fold(residual.Contiguous());
            Products.Run(h, LinearOp.Transposed(w2), secondBias, y, Products.Plus(added));
        }
        return Graph.Record("Mlp", LinearOp.Unfold(y, x), inputs, saved: [rows, w1, w2], (dY, sink) =>
        {
            var d = LinearOp.Fold(dY.Contiguous());
            LinearOp.ParameterGradients(h, second, secondBias, d, sink);
            if (sink.Wants(x) || sink.Wants(first) || (firstBias is not null && sink.Wants(firstBias)))
            {
                var dZ = z.NewEmpty(z.Shape);
                Products.Run(d, w2, null, dZ, new MapEpilogue<ActivationBackward<TActivation>>(new(activation), z, h, null));
                LinearOp.Backward(x, rows, first, w1, firstBias, dZ, sink);
            }
            if (residual is not null) sink.Add(residual, dY);
        });
    }
}
