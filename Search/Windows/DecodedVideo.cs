using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Embeddings;

namespace Gexia.Search.Windows;

/// <summary>A video that was decoded once: its frames on their time line, and what each looks like from afar.</summary>
internal sealed record DecodedVideo(double[] Times, double Duration, IReadOnlyList<byte[]> Signatures, IReadOnlyList<RgbImage> Frames, string? Warning)
{
    public static DecodedVideo Read(string path, EmbeddingModel model, VideoIndexOptions options, CancellationToken cancellation)
    {
        var preprocessing = model.Preprocessing;
        var geometry = preprocessing.ShortSide == preprocessing.Size ? FrameGeometry.Square(preprocessing.Size) : FrameGeometry.ShortSide(preprocessing.ShortSide);
        var video = VideoReader.ReadTimeline(path, geometry, options.Embedding.VideoLimits, cancellation);
        return new(video.Times, video.Duration, [.. video.Frames.Select(FrameSignature.Of)], video.Frames, video.Warning);
    }
}
