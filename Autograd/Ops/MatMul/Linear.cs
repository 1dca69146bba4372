using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// An affine map of the last axis, y = f(x·Wᵀ + b) or y = r + x·Wᵀ + b: the activation f or the residual r is applied while each piece
/// of the product is still in the cache.
/// </summary>
/// <remarks>
/// With z = x·Wᵀ + b and dz = dy·f′(z) (dz = dy without f): dx = dz·W, dW = dzᵀ·x, db = Σ over rows of dz; dr = dy.
/// With x of bfloat16 or float16 the parameters may be float32: the products read a copy of W in x's dtype and sum in float32, y is x's
/// dtype, and dW and db are float32.
/// </remarks>
public static class LinearOp
{
    /// <summary>y = x·Wᵀ + b, or r + x·Wᵀ + b.</summary>
    /// <param name="x">[…, inputs], of a floating dtype.</param>
    /// <param name="weight">W: [outputs, inputs], as in PyTorch; of x's dtype, or float32 where that is a shorter one.</param>
    /// <param name="bias">b: [outputs] of W's dtype, or null.</param>
    /// <param name="residual">r: [… of x, outputs] of x's dtype, or null.</param>
    /// <returns>[…, outputs].</returns>
    /// <exception cref="ShapeException">The shapes or dtypes do not fit.</exception>
    public static Tensor Linear(this Tensor x, Tensor weight, Tensor? bias = null, Tensor? residual = null)
    {
        Check("Linear", x, weight, bias);
        var rows = Fold(x.Contiguous());
        var w = weight.To(x.DType);
        var y = Output(rows, weight);
        if (residual is null) Products.Run(rows, Transposed(w), bias, y, default(NoEpilogue));
        else
        {
            CheckResidual("Linear", residual, x, weight.Shape[0]);
            var added = Fold(residual.Contiguous());
            Products.Run(rows, Transposed(w), bias, y, Products.Plus(added));
        }
        Tensor[] inputs = [x, weight, .. Present(bias), .. Present(residual)];
        return Graph.Record("Linear", Unfold(y, x), inputs, saved: [rows, w], (dY, sink) =>
        {
            Backward(x, rows, weight, w, bias, Fold(dY.Contiguous()), sink);
            if (residual is not null) sink.Add(residual, dY);
        });
    }

    /// <summary>y = f(x·Wᵀ + b) with an elementwise activation.</summary>
    /// <param name="x">[…, inputs], of a floating dtype.</param>
    /// <param name="weight">W: [outputs, inputs] of x's dtype, or float32 where that is a shorter one.</param>
    /// <param name="bias">b: [outputs] of W's dtype, or null.</param>
    /// <param name="activation">f.</param>
    /// <returns>[…, outputs].</returns>
    /// <exception cref="ShapeException">The shapes or dtypes do not fit.</exception>
    public static Tensor Linear<TActivation>(this Tensor x, Tensor weight, Tensor? bias, TActivation activation)
        where TActivation : struct, IElementwise
    {
        Check("Linear", x, weight, bias);
        var rows = Fold(x.Contiguous());
        var w = weight.To(x.DType);
        var (z, y) = Activated(rows, w, bias, activation, keep: Graph.WillRecord([x, weight, .. Present(bias)]));
        return Graph.Record("Linear", Unfold(y, x), [x, weight, .. Present(bias)], saved: [rows, w, y], (dY, sink) =>
        {
            var dZ = z.NewEmpty(z.Shape);
            ElementwiseLoops.Map(new ActivationBackward<TActivation>(activation), Fold(dY.Contiguous()), z, y, dZ);
            Backward(x, rows, weight, w, bias, dZ, sink);
        });
    }

    /// <summary>z = rows·Wᵀ + b and y = f(z): one tensor unless z is to be kept for a backward pass.</summary>
    internal static (Tensor Z, Tensor Y) Activated<TActivation>(Tensor rows, Tensor weight, Tensor? bias, TActivation activation, bool keep)
        where TActivation : struct, IElementwise
    {
        var z = Output(rows, weight);
        var y = keep ? z.NewEmpty(z.Shape) : z;
        Products.Run(rows, Transposed(weight), bias, z, Products.Activated(activation, y));
        return (z, y);
    }

    /// <summary>dx, dW and db from dz [rows, outputs]; w is the weight in the dtype of the rows.</summary>
    internal static void Backward(Tensor x, Tensor rows, Tensor weight, Tensor w, Tensor? bias, Tensor dZ, GradientSink sink)
    {
        if (sink.Wants(x))
        {
            var dX = x.NewEmpty(x.Shape);
            Products.Run(dZ, w, Fold(dX));
            sink.Add(x, dX);
        }
        ParameterGradients(rows, weight, bias, dZ, sink);
    }

    /// <summary>dW and db from dz [rows, outputs].</summary>
    internal static void ParameterGradients(Tensor rows, Tensor weight, Tensor? bias, Tensor dZ, GradientSink sink)
    {
        if (sink.Wants(weight))
        {
            var dWeight = weight.NewEmpty(weight.Shape);
            Products.Run(Transposed(dZ), rows, dWeight);
            sink.Add(weight, dWeight);
        }
        if (bias is not null && sink.Wants(bias)) sink.Add(bias, Broadcasting.SumTo(dZ, bias.Shape, bias.DType));
    }

    internal static void Check(string op, Tensor x, Tensor weight, Tensor? bias)
    {
        if (x.Shape.Rank < 1
            || weight.Shape.Rank != 2 || x.Shape[^1] != weight.Shape[1] || !x.DType.IsFloating() || !IsParameterOf(weight, x))
            throw new ShapeException(
                op,
                "x's last axis must equal weight's second, of one floating dtype, or weight of float32 and x of a shorter one. "
                + $"x: {x.Description}, weight: {weight.Description}.",
                x.Shape,
                weight.Shape);
        CheckBias(op, weight, bias);
    }

    /// <summary>Whether a parameter has a dtype that goes with x: x's own, or that in which its sums are kept.</summary>
    internal static bool IsParameterOf(Tensor parameter, Tensor x) =>
        parameter.DType == x.DType || parameter.DType == x.DType.Accumulated();

    internal static void CheckBias(string op, Tensor weight, Tensor? bias)
    {
        if (bias is not null && (bias.Shape.Rank != 1 || bias.Shape[0] != weight.Shape[0] || bias.DType != weight.DType))
            throw new ShapeException(
                op, $"bias must be {weight.DType} [{weight.Shape[0]}]. weight: {weight.Description}, bias: {bias.Description}.",
                weight.Shape, bias.Shape);
    }

    internal static void CheckResidual(string op, Tensor residual, Tensor x, int outputs)
    {
        if (!residual.Shape.Equals(x.Shape[..^1].Append(outputs)) || residual.DType != x.DType)
            throw new ShapeException(
                op,
                $"the residual must be {x.DType}{x.Shape[..^1].Append(outputs)}, as the result. residual: {residual.Description}, x: "
                + $"{x.Description}.",
                residual.Shape,
                x.Shape);
    }

    internal static Tensor Output(Tensor rows, Tensor weight) => rows.NewEmpty([rows.Shape[0], weight.Shape[0]]);

    /// <summary>[…, width] as [rows, width].</summary>
    internal static Tensor Fold(Tensor x)
    {
        var rows = x.Shape[^1] == 0 ? x.Shape[..^1].Length : x.Length / x.Shape[^1];
        return x.View(x.Layout.TryReshape([checked((int)rows), x.Shape[^1]])!);
    }

    /// <summary>[rows, width] with the leading axes of x again.</summary>
    internal static Tensor Unfold(Tensor y, Tensor x) => y.View(Layout.Contiguous(x.Shape[..^1].Append(y.Shape[1])));

    internal static Tensor[] Present(Tensor? x) => x is null ? [] : [x];

    internal static Tensor Transposed(Tensor x) => x.View(x.Layout.Permute([1, 0]));
}
