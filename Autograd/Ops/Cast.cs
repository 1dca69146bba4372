namespace Gexia;

/// <summary>Conversion between floating dtypes. The derivative of rounding is taken to be 1: dL/dx is dL/dy in x's dtype.</summary>
public static class CastOp
{
    /// <summary>The same numbers in another floating dtype, rounded to nearest: x itself where the dtype is already right.</summary>
    /// <remarks>
    /// <see cref="Tensor.To(DType)"/> does the same without a record. A parameter in float32 that meets activations in bfloat16 is cast, so
    /// that its gradient comes back in float32.
    /// </remarks>
    /// <param name="x">Any shape.</param>
    /// <param name="type">float32, float64, bfloat16 or float16.</param>
    /// <returns>x's shape.</returns>
    /// <exception cref="ShapeException">One of the dtypes is not floating.</exception>
    public static Tensor Cast(this Tensor x, DType type)
    {
        if (x.DType == type) return x;
        if (!x.DType.IsFloating() || !type.IsFloating())
            throw new ShapeException(
                "Cast", $"converts between floating dtypes, not {x.Description} to {type.ToString().ToLowerInvariant()}. Use To(...), "
                + $"which passes no gradient.", x.Shape);
        return Graph.Record("Cast", x.To(type), [x], saved: [], (dY, sink) => sink.Add(x, dY.To(x.DType)));
    }
}
