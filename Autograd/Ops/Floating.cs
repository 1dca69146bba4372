namespace Gexia;

/// <summary>
/// The rule of dtypes: what has gradients is floating, and operands that are combined element by element are of one dtype.
/// </summary>
/// <remarks>
/// Whether a device computes with a dtype is the device's to say when a kernel is run: the processor with float32 and float64, GPUs with
/// float32, bfloat16 and float16.
/// </remarks>
internal static class Floating
{
    /// <exception cref="ShapeException">Whole numbers, or truth values.</exception>
    public static void Require(string op, Tensor x)
    {
        if (!x.DType.IsFloating())
            throw new ShapeException(op, $"needs a floating dtype, not {x.Description}. Convert with To(...).", x.Shape);
    }

    /// <exception cref="ShapeException">One is not floating, or they differ.</exception>
    public static void Require(string op, Tensor a, Tensor b)
    {
        Require(op, a);
        Require(op, b);
        if (a.DType != b.DType)
            throw new ShapeException(
                op, $"dtypes must agree. a: {a.Description}, b: {b.Description}. Convert one with Cast(...).", a.Shape, b.Shape);
    }
}
