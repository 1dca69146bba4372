namespace Gexia.Io;

/// <summary>What the header of a safetensors file says of one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="StoredType">The format's word for its dtype: <c>F32</c>, <c>BF16</c>, …</param>
/// <param name="Shape">Extents of the axes, outermost first; not yet known to fit a <see cref="Gexia.Shape"/>.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">One past the last byte.</param>
public sealed record SafeTensorsEntry(string Name, string StoredType, IReadOnlyList<long> Shape, long Begin, long End)
{
    /// <summary>The dtype it is read as; null when this library has none for it, and it can be listed but not read.</summary>
    public DType? DType => SafeTensorsTypes.Readable(StoredType);

    /// <summary>Stored bytes.</summary>
    public long Bytes => End - Begin;
}

/// <summary>The format's dtypes.</summary>
internal static class SafeTensorsTypes
{
    /// <summary>Bits of one element; 0 for a word that the format does not know.</summary>
    public static int Bits(string stored) => stored switch
    {
        "F4" => 4,
        "F6_E2M3" or "F6_E3M2" => 6,
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => 8,
        "I16" or "U16" or "F16" or "BF16" => 16,
        "I32" or "U32" or "F32" => 32,
        "I64" or "U64" or "F64" or "C64" => 64,
        _ => 0,
    };

    public static DType? Readable(string stored) => stored switch
    {
        "F32" => DType.Float32,
        "F64" => DType.Float64,
        "I32" => DType.Int32,
        "I64" => DType.Int64,
        "BOOL" => DType.Bool,
        "BF16" => DType.BFloat16,
        "F16" => DType.Float16,
        _ => null,
    };

    public static string Stored(DType type) => type switch
    {
        DType.Float32 => "F32",
        DType.Float64 => "F64",
        DType.Int32 => "I32",
        DType.Int64 => "I64",
        DType.Bool => "BOOL",
        DType.BFloat16 => "BF16",
        DType.Float16 => "F16",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown dtype."),
    };
}
