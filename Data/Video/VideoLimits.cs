namespace Gexia.Data.Video;

/// <summary>What reading one video may cost. A decoder that goes beyond is ended together with its children.</summary>
public sealed record VideoLimits
{
    /// <summary>The limits used when none are given: generous for films, deadly for hostile files.</summary>
    public static VideoLimits Default { get; } = new();

    /// <summary>Longest time for one reading of a file, start to end.</summary>
    public TimeSpan WallClock { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Longest time without a new frame.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Greatest size of the file in bytes.</summary>
    public long MaxFileBytes { get; init; } = 1L << 36;

    /// <summary>Greatest number of frames.</summary>
    public int MaxFrames { get; init; } = 1_000_000;

    /// <summary>Greatest width × height of a frame before any scaling.</summary>
    public long MaxPixels { get; init; } = 1L << 26;

    /// <summary>Greatest number of decoded bytes that pass through, three a pixel.</summary>
    public long MaxDecodedBytes { get; init; } = 1L << 42;

    /// <summary>Greatest number of bytes of frames kept in memory, three a pixel, after scaling.</summary>
    public long MaxKeptBytes { get; init; } = 1L << 32;
}
