namespace Gexia.Data.Weights;

/// <summary>What a file says about one tensor, without reading it.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="StoredType">The dtype as the file calls it: <c>F16</c>, <c>HalfStorage</c>.</param>
/// <param name="DType">The dtype it is read as; null when this library has none for it.</param>
/// <param name="Shape">Extents, outermost first.</param>
public sealed record WeightsEntry(string Name, string StoredType, DType? DType, IReadOnlyList<long> Shape)
{
    /// <summary>Bytes that its elements take in the file.</summary>
    public long Bytes { get; init; }

    /// <summary>Number of elements.</summary>
    public long Length => Shape.Contains(0) ? 0 : Shape.Aggregate(1L, (product, axis) => checked(product * axis));

    /// <summary>As <c>F16[768, 512]</c>.</summary>
    public override string ToString() => $"{StoredType}[{string.Join(", ", Shape)}]";
}
