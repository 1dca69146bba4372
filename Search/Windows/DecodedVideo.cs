using Gexia.Data.Video;
using Gexia.Embeddings;

namespace Gexia.Search.Windows;

/// <summary>
/// A video that was decoded once: when its frames show, what each looks like from afar, and those that windows are sampled from.
/// </summary>
/// <param name="Times">When each frame shows, seconds.</param>
/// <param name="Duration">Seconds.</param>
/// <param name="Seen">Signatures of all frames, and the kept frames.</param>
/// <param name="Warning">Why it is a part of the file only; null when it is all.</param>
internal sealed record DecodedVideo(double[] Times, double Duration, FrameThinning Seen, string? Warning) : IDisposable
{
    // Frames kept of a second: so that a short scene has some.
    private const double LeastRate = 8;

    // Of one video; more are put aside on the disk.
    private const long Memory = 128L << 20;

    /// <summary>When the kept frames show, seconds.</summary>
    public double[] KeptTimes { get; } = [.. Seen.Kept.Take(Times.Length).Select(index => Times[index])];

    /// <exception cref="VideoException">Nothing can be decoded, or a limit was exceeded.</exception>
    /// <exception cref="IOException">The disk for frames is full or failed.</exception>
    public static DecodedVideo Read(string path, EmbeddingModel model, VideoIndexOptions options, CancellationToken cancellation)
    {
        var preprocessing = model.Preprocessing;
        var geometry = preprocessing.ShortSide == preprocessing.Size
            ? FrameGeometry.Square(preprocessing.Size)
            : FrameGeometry.ShortSide(preprocessing.ShortSide);
        var rate = Math.Max(LeastRate, 2 * (options.Frames ?? model.Frames) / options.Window);
        FrameThinning? seen = null;
        try
        {
            var times = VideoReader.Visit(path, geometry, Begin, options.Embedding.VideoLimits, cancellation);
            return new(times.Times, times.Duration, seen!, times.Warning);
        }
        catch
        {
            seen?.Dispose();
            throw;
        }

        FrameThinning Begin()
        {
            seen?.Dispose();
            return seen = new FrameThinning(rate, Memory);
        }
    }

    public void Dispose() => Seen.Dispose();
}
