using Gexia.Data.Granularities;
using Gexia.Data.Loading;
using Gexia.Models;

namespace Gexia.Training.Tasks.Features;

/// <summary>
/// Makes features of videos, or of parts of them: each is cut into windows of equal length, each window gives frames at the middles of
/// equal parts, and a
/// model makes a row of each window.
/// </summary>
/// <param name="context">Reads videos, and lists those that cannot be read.</param>
/// <param name="windows">Windows of a video.</param>
/// <param name="device">Where the model lives.</param>
/// <param name="encode">[windows, frames, 3, size, size], normalised → [windows, …], each window by itself.</param>
internal sealed class FeatureExtractor(TaskContext context, int windows, Device device, Func<Tensor, Tensor> encode)
{
    /// <summary>A video on its way; its pixels, [windows, frames, size, size, 3], are null where it cannot be read.</summary>
    private sealed record Opened(Pair Clip, byte[]? Pixels, double Duration);

    private int Frames => context.Task.Policy.Frames;

    private int Size => context.TestReader.Size;

    /// <summary>Makes the features of videos in their order.</summary>
    /// <param name="videos">Names of files, each once.</param>
    /// <param name="take">Receives each; null for one that cannot be read, which is listed as bad.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    public void Run(IReadOnlyList<string> videos, Action<string, VideoFeature?> take, CancellationToken cancellation) => Run(
        [.. videos.Select(video => Whole(video, ""))], (clip, feature) => take(clip.Clip[0].Video, feature), cancellation);

    /// <summary>Makes the features of clips of one segment each, in their order.</summary>
    /// <param name="clips">Their texts are not read.</param>
    /// <param name="take">Receives each; null for one that cannot be read, or does not lie on its video, which is listed as bad.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    public void Run(IReadOnlyList<Pair> clips, Action<Pair, VideoFeature?> take, CancellationToken cancellation)
    {
        // Several short videos at a time, or some windows of one.
        var together = Math.Max(1, context.Config.Eval.BatchSize / windows);
        var opener = new PairVideos(context.TestReader.Source, context.Bad, context.BadPairs, "features");
        using var pause = Graph.NoGradient();
        using var ahead = new Prefetch<Opened>(
            (n, stop) => Open(opener, clips[(int)n], stop), 0, clips.Count, Math.Max(2, together), cancellation: cancellation);
        for (var first = 0; first < clips.Count; first += together)
        {
            cancellation.ThrowIfCancellationRequested();
            context.Progress?.Report(new("encoding videos", first, clips.Count));
            Opened[] batch = [.. Enumerable.Range(0, Math.Min(together, clips.Count - first)).Select(_ => ahead.Next(cancellation))];
            Opened[] readable = [.. batch.Where(video => video.Pixels is not null)];
            var rows = new Queue<float[]>(readable.Length == 0 ? [] : Encode([.. readable.Select(video => video.Pixels!)]));
            foreach (var video in batch)
                take(video.Clip, video.Pixels is null ? null : new(rows.Dequeue(), video.Duration));
        }
        context.Progress?.Report(new("encoding videos", clips.Count, clips.Count));
    }

    private Opened Open(PairVideos opener, Pair clip, CancellationToken cancellation)
    {
        if (opener.TryOpen(clip, cancellation) is not { } opened) return new(clip, null, 0);
        var pixels = new byte[checked(windows * Frames * context.TestReader.FrameBytes)];
        // Middles of equal parts of the whole are middles of equal parts of each window.
        context.TestReader.ReadFrames(clip, opened, windows * Frames, pixels, random: null);
        return new(clip, pixels, opened[clip.Clip[0].Video].Duration);
    }

    // A row of numbers for each video.
    private IEnumerable<float[]> Encode(byte[][] videos)
    {
        var frameBytes = context.TestReader.FrameBytes;
        var (windowBytes, total) = (Frames * frameBytes, videos.Length * windows);
        List<float> numbers = [];
        for (var first = 0; first < total; first += context.Config.Eval.BatchSize)
        {
            using var scope = TensorScope.Begin();
            var count = Math.Min(context.Config.Eval.BatchSize, total - first);
            var pixels = new byte[checked(count * windowBytes)];
            for (var i = 0; i < count; i++)
            {
                var (video, window) = Math.DivRem(first + i, windows);
                videos[video].AsSpan(window * windowBytes, windowBytes).CopyTo(pixels.AsSpan(i * windowBytes));
            }
            var bytes = Tensor.Of(pixels, [count, Frames, Size, Size, 3], device);
            numbers.AddRange(encode(BatchFrames.Normalized(bytes, DType.Float32)).ToHost().To(DType.Float32).ToArray<float>());
        }
        return numbers.ToArray().Chunk(numbers.Count / videos.Length);
    }

    /// <summary>A whole video and a text about it.</summary>
    public static Pair Whole(string video, string text, int number = 0) =>
        Pair.Of(number, new ClipSegment(video, 0, ClipSegment.ToTheEnd), text, video, Granularity.Svst);
}
