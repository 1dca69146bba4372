namespace Gexia.Data.Image;

/// <summary>What a PNG file from a stranger may cost before it is refused.</summary>
public sealed record PngLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static PngLimits Default { get; } = new();

    /// <summary>Greatest size of the file in bytes.</summary>
    public long MaxFileBytes { get; init; } = 1L << 30;

    /// <summary>Greatest length of one chunk in bytes.</summary>
    public int MaxChunkBytes { get; init; } = 1 << 28;

    /// <summary>Greatest number of chunks.</summary>
    public int MaxChunks { get; init; } = 1 << 20;

    /// <summary>Greatest width and greatest height in pixels.</summary>
    public int MaxSide { get; init; } = 1 << 15;

    /// <summary>Greatest width × height.</summary>
    public long MaxPixels { get; init; } = 1L << 26;

    /// <summary>Greatest number of frames of an animation.</summary>
    public int MaxFrames { get; init; } = 100_000;

    /// <summary>Greatest size of all decoded frames together, three bytes a pixel.</summary>
    public long MaxDecodedBytes { get; init; } = 1L << 31;
}
