namespace Gexia;

/// <summary>How a <see cref="PackedWeight"/> stores its numbers. It is always computed in float32.</summary>
public enum WeightFormat
{
    /// <summary>4 bytes, as they are.</summary>
    Float32,
    /// <summary>2 bytes: rounded to 8 significant bits, relative error at most 2⁻⁸ each.</summary>
    BFloat16,
    /// <summary>
    /// 1 byte: −127..127 times one factor for each row (an output of a linear map, a token of a table), max|w|/127; error at most
    /// half of that factor each.
    /// </summary>
    Int8,
}

/// <summary>What code asks about a <see cref="WeightFormat"/>.</summary>
public static class WeightFormatFacts
{
    /// <summary>Bytes of a number.</summary>
    public static int Size(this WeightFormat format) => format switch { WeightFormat.Float32 => 4, WeightFormat.BFloat16 => 2, _ => 1 };

    /// <summary>What one of its numbers is.</summary>
    internal static DType DType(this WeightFormat format) => format switch
    {
        WeightFormat.Float32 => Gexia.DType.Float32,
        WeightFormat.BFloat16 => Gexia.DType.BFloat16,
        _ => Gexia.DType.Int8,
    };

    /// <summary>As people write it: <c>float32</c>, <c>bfloat16</c>, <c>int8</c>.</summary>
    public static string Word(this WeightFormat format) =>
        format switch { WeightFormat.Float32 => "float32", WeightFormat.BFloat16 => "bfloat16", _ => "int8" };
}
