namespace Gexia.Data.Weights;

/// <summary>What a zip archive from a stranger may cost before it is refused.</summary>
internal sealed record ZipLimits
{
    /// <summary>Members. The largest published CLIP has some 1,300.</summary>
    public int Members { get; init; } = 100_000;

    /// <summary>Unpacked bytes of a packed one: deflate cannot do more than 1,032, so more is a lie in the directory.</summary>
    public int Ratio { get; init; } = 1_040;

    /// <summary>
    /// Bytes that a packed member may have, since only small ones are worth packing; stored ones are bounded by the file itself.
    /// </summary>
    public long Packed { get; init; } = 4L << 30;

    /// <summary>Bytes of the directory: what <see cref="Members"/> take with names of 100 characters.</summary>
    public long Directory { get; init; } = 16L << 20;

    /// <summary>
    /// How many times their storages' bytes all tensors together may have: views of one storage are usual, the same bytes
    /// a thousand times are not.
    /// </summary>
    public int Sharing { get; init; } = 8;

    /// <summary>Bytes that tensors may have beyond that, so that small files may repeat themselves.</summary>
    public long Free { get; init; } = 1L << 20;

    /// <summary>
    /// Bytes that may be unpacked beyond that only to be skipped, because a tensor begins in the middle of a packed storage.
    /// </summary>
    public long Skipped { get; init; } = 1L << 30;
}
