using Gexia.Data.Image;
using Gexia.Data.Video;
using Gexia.Embeddings;
using Gexia.Search.Ranking;

namespace Gexia.Search.Windows;

/// <summary>Embeds the windows of a decoded video, and the frames in them one by one.</summary>
/// <remarks>
/// A window's frames are those in the middles of equal parts of it. A CLIP embeds each frame once, and a window is the mean of its frames,
/// scaled to length 1, as the model embeds a video. A run's video encoder reads a window's frames together; the same frames, read alone,
/// say where in the window something is seen.
/// </remarks>
internal sealed class WindowEmbedder(EmbeddingModel model, VideoIndexOptions options)
{
    private readonly EmbeddingOptions embedding = options.Embedding with { Normalize = true, AllowNonFinite = false };

    public EmbeddedVideo Embed(DecodedVideo video, CancellationToken cancellation)
    {
        var duration = Math.Max(video.Duration, double.Epsilon);
        IReadOnlyList<Stretch> scenes = options.SceneCuts
            ? SceneCuts.Scenes(video.Times, video.Seen.Signatures, duration, Math.Min(SceneCuts.Shortest, options.Window)) :
            [
                new(0, 0, duration)
            ];
        var windows = WindowPlan.Of(scenes, options.Window);
        int[][] picks =
            [.. windows.Select(window => FrameSampler.Test(video.KeptTimes, window.Start, window.End, options.Frames ?? model.Frames))];
        int[] used = [.. picks.SelectMany(pick => pick).Distinct().Order()];
        var frames = Singles(used, video, cancellation);
        float[][] vectors = model.Clip is null ? Together(picks, video, cancellation)
            : [.. picks.Select(pick => Mean([.. pick.Select(index => frames[Array.BinarySearch(used, index)])]))];
        return new EmbeddedVideo(
            video.Duration, [.. windows.Zip(vectors, (window, vector) => new TimedWindow(window.Scene, window.Start, window.End, vector))],
            [.. used.Zip(frames, (index, vector) => new TimedFrame(video.KeptTimes[index], vector))])
        { Warning = video.Warning };
    }

    private List<float[]> Singles(int[] used, DecodedVideo video, CancellationToken cancellation)
    {
        var vectors = new List<float[]>(used.Length);
        foreach (var batch in used.Chunk(embedding.BatchSize))
            vectors.AddRange(model.EmbedImages([.. batch.Select(index => video.Seen.Frames[index])], embedding, cancellation));
        return vectors;
    }

    private float[][] Together(int[][] picks, DecodedVideo video, CancellationToken cancellation)
    {
        var vectors = new List<float[]>(picks.Length);
        foreach (var batch in picks.Chunk(Math.Max(1, embedding.BatchSize / picks[0].Length)))
            vectors.AddRange(
                model.EmbedVideos(
                    [.. batch.Select(pick => (IReadOnlyList<RgbImage>)[.. pick.Select(index => video.Seen.Frames[index])])], embedding,
                    cancellation));
        return [.. vectors];
    }

    private static float[] Mean(float[][] frames)
    {
        var mean = new float[frames[0].Length];
        foreach (var frame in frames)
            for (var i = 0; i < mean.Length; i++) mean[i] += frame[i];
        var norm = MathF.Sqrt(Arithmetic.Dot(mean, mean));
        if (!(norm > 0)) throw new GexiaException("the mean of a window's frames is 0, so that it has no direction");
        for (var i = 0; i < mean.Length; i++) mean[i] /= norm;
        return mean;
    }
}
