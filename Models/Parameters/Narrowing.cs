using System.Globalization;

namespace Gexia.Models;

/// <summary>Conversion of weights to a dtype with a smaller range: to nearest, and never from a finite value to infinity.</summary>
internal static class Narrowing
{
    /// <summary>A tensor in another dtype. NaN and infinity stay what they are.</summary>
    /// <param name="type">float32, float64, float16 or bfloat16.</param>
    /// <param name="value">Of any dtype.</param>
    /// <param name="subject">What it is, for messages: a file and a name.</param>
    /// <exception cref="GexiaException">A finite value is too large for the dtype.</exception>
    public static Tensor To(DType type, Tensor value, string subject)
    {
        if (Holds(type, value.DType)) return value.To(type);
        var narrow = value.To(type);
        if (NonFinite.In(narrow) is null) return narrow;
        double[] before = value.To(DType.Float64).ToArray<double>(), after = narrow.To(DType.Float64).ToArray<double>();
        var (first, count) = (-1, 0);
        for (var i = 0; i < before.Length; i++)
            if (double.IsFinite(before[i]) && !double.IsFinite(after[i]) && count++ == 0) first = i;
        if (count == 0) return narrow;
        throw new GexiaException(string.Create(CultureInfo.InvariantCulture,
            $"{subject} holds {before[first]:R} at [{string.Join(", ", NonFinite.IndexOf(value.Shape, first))}]"
            + $"{(count > 1 ? $" and {count - 1} more such values" : "")}, above {type.ToString().ToLowerInvariant()}'s largest, "
            + $"{Largest(type):R}. Take a dtype with a larger range."));
    }

    /// <summary>How many values other than 0 are 0 in the narrower tensor.</summary>
    public static long Vanished(Tensor value, Tensor narrow) => ReferenceEquals(value, narrow) ? 0 : Zeros(narrow) - Zeros(value);

    // Whether every value of a dtype is one of the other.
    private static bool Holds(DType type, DType from) =>
        type == from || type == DType.Float64 || (type == DType.Float32 && from is DType.Float16 or DType.BFloat16);

    private static long Zeros(Tensor tensor)
    {
        var span = tensor.To(DType.Float32).Contiguous().AsReadOnlySpan<float>();
        long count = 0;
        foreach (var x in span) if (x == 0) count++;
        return count;
    }

    private static double Largest(DType type) => type switch
    {
        DType.Float16 => (double)Half.MaxValue,
        DType.BFloat16 => BitConverter.UInt32BitsToSingle(0x7F7F_0000),
        DType.Float32 => float.MaxValue,
        _ => double.MaxValue,
    };
}
