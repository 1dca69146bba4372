namespace Gexia;

/// <summary>What one element of a tensor is.</summary>
public enum DType
{
    /// <summary>32-bit floating point; what models compute in.</summary>
    Float32,
    /// <summary>64-bit floating point; for gradient checks and references.</summary>
    Float64,
    /// <summary>32-bit signed integer.</summary>
    Int32,
    /// <summary>64-bit signed integer.</summary>
    Int64,
    /// <summary>One byte, 0 or 1.</summary>
    Bool,
    /// <summary>16-bit floating point with float32's exponent: GPUs compute with it, the processor only stores it.</summary>
    BFloat16,
    /// <summary>IEEE 16-bit floating point: GPUs compute with it, the processor only stores it.</summary>
    Float16,
    /// <summary>8-bit signed integer; quantized weights only.</summary>
    Int8,
    /// <summary>8-bit unsigned integer: the colours of pixels.</summary>
    UInt8,
}

/// <summary>Facts about a <see cref="DType"/>.</summary>
public static class DTypeFacts
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this DType type) => type switch
    {
        DType.Float64 or DType.Int64 => 8,
        DType.Float32 or DType.Int32 => 4,
        DType.BFloat16 or DType.Float16 => 2,
        DType.Bool or DType.Int8 or DType.UInt8 => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown dtype."),
    };

    /// <summary>
    /// Whether arithmetic and gradients are defined for it: float32, float64, bfloat16 and float16. Not every device computes with all of
    /// them: the processor with the first two, GPUs with all but float64.
    /// </summary>
    public static bool IsFloating(this DType type) => type is DType.Float32 or DType.Float64 or DType.BFloat16 or DType.Float16;

    /// <summary>
    /// The dtype of what is summed of such numbers, and of the parameters that act on them: float64 of float64, else float32.
    /// </summary>
    internal static DType Accumulated(this DType type) => type == DType.Float64 ? DType.Float64 : DType.Float32;

    /// <summary>
    /// The dtype that stores <typeparamref name="T"/>: float, double, int, long, bool, Half, <see cref="BFloat16"/>, sbyte or byte.
    /// </summary>
    /// <exception cref="NotSupportedException">T is none of these.</exception>
    public static DType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(int) ? DType.Int32
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(bool) ? DType.Bool
        : typeof(T) == typeof(Half) ? DType.Float16
        : typeof(T) == typeof(BFloat16) ? DType.BFloat16
        : typeof(T) == typeof(sbyte) ? DType.Int8
        : typeof(T) == typeof(byte) ? DType.UInt8
        : throw new NotSupportedException(
            $"Tensor: no dtype stores {typeof(T).Name}. Use float, double, int, long, bool, Half, BFloat16, sbyte or byte.");
}
