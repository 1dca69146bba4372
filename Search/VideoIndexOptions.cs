using Gexia.Data.Video;
using Gexia.Embeddings;

namespace Gexia.Search;

/// <summary>How a folder of videos is cut into windows, and where its index is kept.</summary>
public sealed record VideoIndexOptions
{
    /// <summary>The options used when none are given.</summary>
    public static VideoIndexOptions Default { get; } = new();

    /// <summary>
    /// Seconds of a window, 0.25..3600. A window starts at most half of this after the one before, so that neighbours share at least half.
    /// </summary>
    public double Window { get; init; } = 4;

    /// <summary>Whether windows end where the picture changes at once (see <c>docs/search-method.md</c>). On unless switched off.</summary>
    public bool SceneCuts { get; init; } = true;

    /// <summary>Frames sampled from a window, 1..256; null takes what the model was trained with, or 16 for a bare CLIP.</summary>
    public int? Frames { get; init; }

    /// <summary>
    /// Folder of caches, in which each folder of videos has one of its own; null takes <c>.gexia</c> in the folder of the videos, or
    /// <see cref="Fallback"/> where nothing can be written there.
    /// </summary>
    public string? Cache { get; init; }

    /// <summary>
    /// Folder of caches when the folder of the videos is read-only; null takes <c>gexia</c> in the user's folder for local data.
    /// </summary>
    public string? Fallback { get; init; }

    /// <summary>Endings of the names that count as videos, with their points, in any case.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = VideoEndings.All;

    /// <summary>What decoding one video may cost, four hours unless told otherwise, and how many frames the model reads at once.</summary>
    public EmbeddingOptions Embedding { get; init; } = EmbeddingOptions.Default with { MaxDecodingTime = TimeSpan.FromHours(4) };

    /// <summary>Videos decoded at once, 1..64.</summary>
    public int Decoders { get; init; } = 2;

    internal VideoIndexOptions Validated()
    {
        if (!(Window is >= 0.25 and <= 3600))
            throw new ArgumentException($"VideoIndexOptions: a window must last 0.25 to 3600 seconds, not {Window}.");
        if (Frames is < 1 or > 256)
            throw new ArgumentException($"VideoIndexOptions: the frames of a window must lie between 1 and 256, not {Frames}.");
        if (Decoders is < 1 or > 64)
            throw new ArgumentException($"VideoIndexOptions: the number of decoders must lie between 1 and 64, not {Decoders}.");
        return this;
    }
}
