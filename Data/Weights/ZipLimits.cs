namespace Gexia.Data.Weights;

/// <summary>What a zip archive from a stranger may cost before it is refused.</summary>
internal sealed record ZipLimits
{
    /// <summary>Members. The largest published CLIP has some 1,300.</summary>
    public int Members { get; init; } = 100_000;

    /// <summary>Unpacked bytes of a packed one: deflate cannot do more than 1,032, so more is a lie in the directory.</summary>
    public int Ratio { get; init; } = 1_040;

    /// <summary>Bytes that a packed member may have, since only small ones are worth packing; stored ones are bounded by the file itself.</summary>
    public long Packed { get; init; } = 4L << 30;

    /// <summary>How many times over all tensors together may use the storages: views that share one are usual, thousands are not.</summary>
    public int Sharing { get; init; } = 8;
}
