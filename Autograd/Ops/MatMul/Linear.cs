using System.Numerics;
using Gexia.Cpu;

namespace Gexia;

/// <summary>
/// An affine map of the last axis, y = f(x·Wᵀ + b), with an optional activation f computed while each piece of the product is
/// still in the cache.
/// </summary>
/// <remarks>
/// With z = x·Wᵀ + b and dz = dy·f′(z): dx = dz·W, dW = dzᵀ·x, db = Σ over rows of dz.
/// </remarks>
public static class LinearOp
{
    /// <summary>y = x·Wᵀ + b.</summary>
    /// <param name="x">[…, inputs], float32 or float64.</param>
    /// <param name="weight">W: [outputs, inputs], as in PyTorch.</param>
    /// <param name="bias">b: [outputs], or null.</param>
    /// <returns>[…, outputs].</returns>
    /// <exception cref="ShapeException">The shapes or dtypes do not fit.</exception>
    public static Tensor Linear(this Tensor x, Tensor weight, Tensor? bias = null)
    {
        Check(x, weight, bias);
        var (rows, y) = Output(x, weight);
        Product(rows, weight, bias, y, default(NoEpilogue));
        return Graph.Record("Linear", Unfold(y, x), bias is null ? [x, weight] : [x, weight, bias], (dY, sink) =>
            Backward(x, rows, weight, bias, dY.Contiguous(), sink));
    }

    /// <summary>y = f(x·Wᵀ + b) with an elementwise activation.</summary>
    /// <param name="x">[…, inputs], float32 or float64.</param>
    /// <param name="weight">W: [outputs, inputs].</param>
    /// <param name="bias">b: [outputs], or null.</param>
    /// <param name="activation">f.</param>
    /// <returns>[…, outputs].</returns>
    /// <exception cref="ShapeException">The shapes or dtypes do not fit.</exception>
    public static Tensor Linear<TActivation>(this Tensor x, Tensor weight, Tensor? bias, TActivation activation) where TActivation : struct, IElementwise
    {
        Check(x, weight, bias);
        var (rows, z) = Output(x, weight);
        // z is needed again only if somebody will walk back.
        var keep = Graph.IsRecording && (x.RequiresGradient || weight.RequiresGradient || bias?.RequiresGradient == true);
        var y = keep ? Tensor.Empty(z.Shape, z.DType) : z;
        Product(rows, weight, bias, z, new ActivationEpilogue<TActivation>(activation, y));
        return Graph.Record("Linear", Unfold(y, x), bias is null ? [x, weight] : [x, weight, bias], (dY, sink) =>
        {
            var dZ = Tensor.Empty(z.Shape, z.DType);
            ElementwiseLoops.Map(new ActivationBackward<TActivation>(activation), z, y, Fold(dY.Contiguous()), dZ);
            Backward(x, rows, weight, bias, dZ, sink);
        });
    }

    private static void Check(Tensor x, Tensor weight, Tensor? bias)
    {
        if (x.Shape.Rank < 1 || weight.Shape.Rank != 2 || x.Shape[^1] != weight.Shape[1] || x.DType != weight.DType || !x.DType.IsFloating())
            throw new ShapeException("Linear", $"x's last axis must equal weight's second, of one dtype. x: {x}, weight: {weight}.", x.Shape, weight.Shape);
        if (bias is not null && (bias.Shape.Rank != 1 || bias.Shape[0] != weight.Shape[0] || bias.DType != x.DType))
            throw new ShapeException("Linear", $"bias must be {x.DType} [{weight.Shape[0]}]. weight: {weight}, bias: {bias}.", weight.Shape, bias.Shape);
    }

    private static (Tensor Rows, Tensor Y) Output(Tensor x, Tensor weight)
    {
        var rows = Fold(x.Contiguous());
        return (rows, Tensor.Empty([rows.Shape[0], weight.Shape[0]], x.DType));
    }

    // […, width] as [rows, width] and back.
    private static Tensor Fold(Tensor x)
    {
        var rows = x.Shape[^1] == 0 ? x.Shape[..^1].Length : x.Length / x.Shape[^1];
        return x.View(x.Layout.TryReshape([checked((int)rows), x.Shape[^1]])!);
    }

    private static Tensor Unfold(Tensor y, Tensor x) => y.View(Layout.Contiguous(x.Shape[..^1].Append(y.Shape[1])));

    private static void Backward(Tensor x, Tensor rows, Tensor weight, Tensor? bias, Tensor dZ, GradientSink sink)
    {
        dZ = Fold(dZ);
        if (sink.Wants(x))
        {
            var dX = Tensor.Empty(x.Shape, x.DType);
            Products.Run(dZ, weight, Fold(dX));
            sink.Add(x, dX);
        }
        if (sink.Wants(weight))
        {
            var dWeight = Tensor.Empty(weight.Shape, weight.DType);
            Products.Run(dZ.View(dZ.Layout.Permute([1, 0])), rows, dWeight);
            sink.Add(weight, dWeight);
        }
        if (bias is not null && sink.Wants(bias)) sink.Add(bias, Broadcasting.SumTo(dZ, bias.Shape));
    }

    private static unsafe void Product<TEpilogue>(Tensor rows, Tensor weight, Tensor? bias, Tensor y, TEpilogue epilogue) where TEpilogue : struct, IGemmEpilogue
    {
        if (y.DType == DType.Float64) Run<double>();
        else Run<float>();
        GC.KeepAlive(rows);
        GC.KeepAlive(weight);
        GC.KeepAlive(bias);
        GC.KeepAlive(y);

        void Run<T>() where T : unmanaged, IFloatingPointIeee754<T>
        {
            var problem = Products.Problem<T>(rows, weight.View(weight.Layout.Permute([1, 0])), y);
            var flat = bias?.Contiguous();
            if (flat is not null) problem.Bias = flat.Pointer<T>();
            Gemm.Run(problem, epilogue);
            GC.KeepAlive(flat);
        }
    }
}
