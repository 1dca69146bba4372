namespace Gexia.Data.Image;

/// <summary>What a picture or an animation from a stranger may cost before it is refused.</summary>
public sealed record PictureLimits
{
    /// <summary>The greatest number of pixels where none is given.</summary>
    public const long DefaultPixels = 200_000_000;

    /// <summary>The limits used when none are given.</summary>
    public static PictureLimits Default { get; } = new();

    /// <summary>Greatest size of the file in bytes.</summary>
    public long MaxFileBytes { get; init; } = 1L << 30;

    /// <summary>Greatest width × height, known before anything is decoded.</summary>
    public long MaxPixels { get; init; } = DefaultPixels;

    /// <summary>Greatest width and greatest height in pixels.</summary>
    public int MaxSide { get; init; } = 1 << 16;

    /// <summary>Greatest number of bytes that a decoder may hold at once, the picture itself included.</summary>
    public long MaxMemoryBytes { get; init; } = 1L << 32;

    /// <summary>Greatest number of frames of an animation.</summary>
    public int MaxFrames { get; init; } = 100_000;

    /// <summary>Greatest number of pixels that the frames of an animation may draw, each counted as a whole canvas.</summary>
    public long MaxDrawnPixels { get; init; } = 1L << 35;

    /// <summary>Longest time for one reading of a file, start to end.</summary>
    public TimeSpan WallClock { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Refuses a picture that is too large.</summary>
    /// <exception cref="ImageException">It is above a limit.</exception>
    internal void Require(string name, long offset, long width, long height)
    {
        if (width <= 0 || height <= 0) throw new ImageException(name, offset, $"the picture is {width}x{height}");
        if (width > MaxSide || height > MaxSide || width * height > Math.Min(MaxPixels, Array.MaxLength / 4))
            throw ImageException.Above(
                name, offset, $"the picture is {width}x{height}, above the limit of {MaxSide} a side and {MaxPixels} pixels");
    }
}
