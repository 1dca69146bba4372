using Gexia.Data.Image;

namespace Gexia.Embeddings.Pipeline;

/// <summary>What the first stage gives: a picture, or the sampled frames of a video.</summary>
/// <param name="Frames">Of any sizes; one for a picture, at least one for a video, in time order.</param>
/// <param name="IsVideo">Whether the model is to read them as a video.</param>
public sealed record DecodedMedium(IReadOnlyList<RgbImage> Frames, bool IsVideo)
{
    /// <summary>
    /// What the decoder complained about when only a part of the file could be decoded; the frames come from that part.
    /// Null when all is well.
    /// </summary>
    public string? Warning { get; init; }

    /// <summary>One picture.</summary>
    public static DecodedMedium Picture(RgbImage picture) => new([picture], IsVideo: false);
}
