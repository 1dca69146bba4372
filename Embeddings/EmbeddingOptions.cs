using Gexia.Data.Image;
using Gexia.Data.Video;

namespace Gexia.Embeddings;

/// <summary>How embeddings are made; a call may set some of it anew, see <see cref="EmbeddingProperties"/>.</summary>
public sealed record EmbeddingOptions
{
    /// <summary>The options used when none are given.</summary>
    public static EmbeddingOptions Default { get; } = new();

    /// <summary>Whether embeddings are scaled to length 1, so that their inner product is the cosine. On unless switched off.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>
    /// Give embeddings with NaN or infinity as they are, instead of refusing them with a <see cref="NonFiniteEmbeddingException"/>.
    /// </summary>
    public bool AllowNonFinite { get; init; }

    /// <summary>Texts or pictures that go through the model together, 1..4096: memory against speed.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>
    /// Frames sampled from a video, evenly spread, 1..4096; null takes what the model was trained with, or 16 for a bare CLIP.
    /// </summary>
    public int? Frames { get; init; }

    /// <summary>Greatest size of one picture or video handed over in memory, bytes.</summary>
    public long MaxMediaBytes { get; init; } = 1L << 28;

    /// <summary>Greatest width × height of a picture, known before it is decoded.</summary>
    public long MaxPicturePixels { get; init; } = PictureLimits.DefaultPixels;

    /// <summary>Who decodes pictures: this process, or ffmpeg as for videos.</summary>
    public PictureDecoder Decoder { get; init; } = PictureDecoder.Managed;

    /// <summary>Longest time that decoding one picture or video may take.</summary>
    public TimeSpan MaxDecodingTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>What a picture may cost under these options.</summary>
    public PictureLimits PictureLimits => PictureLimits.Default with { MaxPixels = MaxPicturePixels, WallClock = MaxDecodingTime };

    /// <summary>What a video, or a picture that is read as one, may cost under these options.</summary>
    public VideoLimits VideoLimits => VideoLimits.Default with
    {
        WallClock = MaxDecodingTime,
        MaxPicturePixels = MaxPicturePixels,
        Decoder = Decoder,
    };

    internal EmbeddingOptions Validated()
    {
        if (BatchSize is < 1 or > 4096)
            throw new ArgumentException($"EmbeddingOptions: the batch size must lie between 1 and 4096, not {BatchSize}.");
        if (Frames is < 1 or > 4096)
            throw new ArgumentException($"EmbeddingOptions: the number of frames must lie between 1 and 4096, not {Frames}.");
        if (MaxMediaBytes < 1)
            throw new ArgumentException($"EmbeddingOptions: the greatest size of a medium must be positive, not {MaxMediaBytes}.");
        if (MaxPicturePixels < 1)
            throw new ArgumentException($"EmbeddingOptions: the greatest number of pixels must be positive, not {MaxPicturePixels}.");
        if (MaxDecodingTime <= TimeSpan.Zero)
            throw new ArgumentException($"EmbeddingOptions: the time for decoding must be positive, not {MaxDecodingTime}.");
        return this;
    }
}
