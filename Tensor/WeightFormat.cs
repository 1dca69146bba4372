namespace Gexia;

/// <summary>How a <see cref="FrozenMatrix"/> stores its numbers. Products are always computed in float32.</summary>
public enum WeightFormat
{
    /// <summary>4 bytes, as they are.</summary>
    Float32,
    /// <summary>2 bytes: rounded to 8 significant bits, relative error at most 2⁻⁸ each.</summary>
    BFloat16,
    /// <summary>1 byte: −127..127 times one factor for each output, max|w|/127; error at most half of that factor each.</summary>
    Int8,
}
