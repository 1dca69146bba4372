using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// y = f(x·Wᵀ + b) or y = r + x·Wᵀ + b with a weight that no longer changes, <see cref="PackedMatrix"/>: nothing is packed at use. With
/// float32 storage the bits are those of <see cref="LinearOp"/>. There is no backward: W is stored in the forward order only.
/// </summary>
public static class PackedLinearOp
{
    /// <summary>y = x·Wᵀ + b, or r + x·Wᵀ + b.</summary>
    /// <param name="x">float32 […, inputs], without history.</param>
    /// <param name="weight">W.</param>
    /// <param name="bias">b: float32 [outputs], or null.</param>
    /// <param name="residual">r: float32 [… of x, outputs], or null.</param>
    /// <returns>[…, outputs].</returns>
    /// <exception cref="ShapeException">The shapes or dtypes do not fit.</exception>
    /// <exception cref="InvalidOperationException">x or b needs a gradient, which cannot pass.</exception>
    public static Tensor Linear(this Tensor x, PackedMatrix weight, Tensor? bias = null, Tensor? residual = null)
    {
        var problem = Problem(x, weight, bias, out var y);
        if (residual is null) Gemm.Run(problem);
        else
        {
            Refuse(residual, weight);
            LinearOp.CheckResidual("Linear", residual, x, weight.Outputs);
            Gemm.Run(problem, Products.Plus(LinearOp.Fold(residual.Contiguous())));
        }
        return LinearOp.Unfold(y, x);
    }

    /// <summary>y = f(x·Wᵀ + b) with an elementwise activation.</summary>
    /// <param name="x">float32 […, inputs], without history.</param>
    /// <param name="weight">W.</param>
    /// <param name="bias">b: float32 [outputs], or null.</param>
    /// <param name="activation">f.</param>
    /// <returns>[…, outputs].</returns>
    /// <exception cref="ShapeException">The shapes or dtypes do not fit.</exception>
    /// <exception cref="InvalidOperationException">x or b needs a gradient, which cannot pass.</exception>
    public static Tensor Linear<TActivation>(this Tensor x, PackedMatrix weight, Tensor? bias, TActivation activation)
        where TActivation : struct, IElementwise
    {
        Gemm.Run(Problem(x, weight, bias, out var y), Products.Activated(activation, y));
        return LinearOp.Unfold(y, x);
    }

    // y = x·Wᵀ + b, [rows, outputs].
    private static GemmProblem Problem(Tensor x, PackedMatrix weight, Tensor? bias, out Tensor y)
    {
        if (x.Shape.Rank < 1 || x.Shape[^1] != weight.Inputs || x.DType != DType.Float32)
            throw new ShapeException(
                "Linear", $"x must be float32 with last axis {weight.Inputs}, as the weight's. x: {x.Description}, weight: {weight}.",
                x.Shape);
        if (bias is not null && (bias.Shape.Rank != 1 || bias.Shape[0] != weight.Outputs || bias.DType != DType.Float32))
            throw new ShapeException(
                "Linear", $"bias must be float32 [{weight.Outputs}]. weight: {weight}, bias: {bias.Description}.", bias.Shape);
        Refuse(x, weight);
        Refuse(bias, weight);
        var rows = checked((int)x.Shape[..^1].Length);
        y = x.NewEmpty([rows, weight.Outputs]);
        return new()
        {
            M = rows, N = weight.Outputs, K = weight.Inputs,
            A = x.Contiguous(), ARow = weight.Inputs, AColumn = 1,
            BColumn = 1, Packed = weight.Operand,
            C = y, CRow = weight.Outputs, Bias = bias?.Contiguous(),
        };
    }

    private static void Refuse(Tensor? input, PackedMatrix weight)
    {
        if (input is not null && Graph.WillRecord([input]))
            throw new InvalidOperationException(
                $"Linear: no gradient passes a packed weight, but {input.Description} needs one. Use the weight as a tensor, "
                + $"or Graph.NoGradient(). weight: {weight}.");
    }
}
