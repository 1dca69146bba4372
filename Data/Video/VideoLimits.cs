using Gexia.Data.Image;

namespace Gexia.Data.Video;

/// <summary>Who decodes pictures and animated pictures.</summary>
public enum PictureDecoder
{
    /// <summary>This process, within limits of its own; see <see cref="Picture"/>.</summary>
    Managed,

    /// <summary>ffmpeg, as it decodes videos: in a process of its own.</summary>
    Ffmpeg,
}

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

    /// <summary>Greatest width × height of a picture, animated or not, that <see cref="PictureDecoder.Managed"/> decodes.</summary>
    public long MaxPicturePixels { get; init; } = PictureLimits.DefaultPixels;

    /// <summary>Who decodes pictures; videos are ffmpeg's always.</summary>
    public PictureDecoder Decoder { get; init; } = PictureDecoder.Managed;

    /// <summary>Greatest number of decoded bytes that pass through, three a pixel.</summary>
    public long MaxDecodedBytes { get; init; } = 1L << 42;

    /// <summary>Greatest number of bytes of frames kept in memory, three a pixel, after scaling.</summary>
    public long MaxKeptBytes { get; init; } = 1L << 32;

    /// <summary>The same for a picture that is decoded in managed code.</summary>
    internal PictureLimits OfPictures => PictureLimits.Default with
    {
        MaxFileBytes = Math.Min(MaxFileBytes, PictureLimits.Default.MaxFileBytes),
        MaxPixels = MaxPicturePixels,
        MaxFrames = MaxFrames,
        MaxDrawnPixels = Math.Min(MaxDecodedBytes / 3, PictureLimits.Default.MaxDrawnPixels),
        WallClock = WallClock,
    };
}
