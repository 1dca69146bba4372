using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// Layer normalisation over the last axis (Ba, Kiros and Hinton, arXiv 1607.06450):
/// y = γ·x̂ + β with x̂ = (x − μ)·r, μ = mean(x), r = 1/√(var(x) + ε), the variance divided by the width.
/// </summary>
/// <remarks>
/// With g = γ·dy (the gradient at x̂) and n the width: μ and r depend on every x of the row,
/// ∂x̂ᵢ/∂xⱼ = r·(δᵢⱼ − 1/n − x̂ᵢ·x̂ⱼ/n), hence dx = r·(g − mean(g) − x̂·mean(g·x̂)).
/// dγ = Σ dy·x̂ and dβ = Σ dy over all rows: partial sums over blocks of rows, then over the blocks, so that the order of
/// additions does not depend on the number of threads.
/// </remarks>
public static class LayerNormOp
{
    /// <summary>Normalises every row.</summary>
    /// <param name="x">[…, width], a floating dtype.</param>
    /// <param name="weight">γ: [width]; float32 where x is of shorter floats.</param>
    /// <param name="bias">β: [width], of the same dtype.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <returns>x's shape.</returns>
    /// <exception cref="ShapeException">weight or bias does not fit the last axis, or a dtype differs.</exception>
    public static Tensor LayerNorm(this Tensor x, Tensor weight, Tensor bias, double epsilon = 1e-5)
    {
        var width = Rows.Width(x, "LayerNorm");
        var type = x.DType.Accumulated();
        foreach (var (name, parameter) in (ReadOnlySpan<(string, Tensor)>)[("weight", weight), ("bias", bias)])
        {
            if (parameter.Shape.Rank != 1 || parameter.Shape[0] != width || parameter.DType != type)
                throw new ShapeException(
                    "LayerNorm",
                    $"the last axis of x is {width}, so {name} must be {type} [{width}]. x: {x.Description}, {name}: "
                    + $"{parameter.Description}.",
                    x.Shape,
                    parameter.Shape);
        }
        var (source, gamma, beta) = (x.Contiguous(), weight.Contiguous(), bias.Contiguous());
        var rows = Rows.Count(x);
        var y = x.NewEmpty(x.Shape);
        var statistics = x.NewEmpty([checked((int)rows), 2], type);     // μ and r of each row
        y.Device.Run(new LayerNormForward(source, gamma, beta, y, statistics, width, epsilon));
        return Graph.Record("LayerNorm", y, [x, weight, bias], saved: [source, gamma], (dY, sink) =>
        {
            var blocks = checked((int)((rows + LayerNormBackward.BlockRows - 1) / LayerNormBackward.BlockRows));
            var dX = x.NewEmpty(x.Shape);
            var partial = x.NewEmpty([2, blocks, width], type);         // dγ and dβ of each block
            var d = dY.Contiguous();
            dX.Device.Run(new LayerNormBackward(source, gamma, d, statistics, dX, partial, width, rows, blocks));
            var sums = SumLoop.Run(partial, [false, true, false]);
            sink.Add(x, dX);
            sink.Add(weight, sums.View(sums.Layout.Slice(0, 0, 1).TryReshape([width])!));
            sink.Add(bias, sums.View(sums.Layout.Slice(0, 1, 1).TryReshape([width])!));
        });
    }
}
