using Gexia.Data.Image;
using Gexia.Data.Video;

namespace Gexia.Data.Loading;

/// <summary>Videos of a folder, each decoded once from end to end, of which only the times are kept: enough to judge segments by.</summary>
/// <remarks>The timelines hold as many frames as the videos, but no pixels of theirs.</remarks>
internal sealed class DecodedFacts : IFrameSource
{
    private const int MostAtOnce = 8, MostNames = 100_000;
    private static readonly RgbImage NoPicture = new(1, 1, new byte[3]);

    private readonly Dictionary<string, object> results = new(StringComparer.Ordinal);      // a FrameTimeline or a VideoException
    private readonly FileFrameSource files;

    private DecodedFacts(FileFrameSource files) => this.files = files;

    /// <summary>Decodes videos, several at a time.</summary>
    /// <param name="folder">Relative names stand for files in it.</param>
    /// <param name="names">The names that pairs use.</param>
    /// <param name="size">Side of the square frames that a model will read, for the limit on memory that frames of that size have.</param>
    /// <param name="limits">What a video may cost.</param>
    /// <param name="decoded">Is told how many of how many are done.</param>
    /// <param name="cancellation">Ends the decoders.</param>
    public static DecodedFacts Of(
        string folder, IEnumerable<string> names, int size, VideoLimits limits, Action<int, int>? decoded, CancellationToken cancellation)
    {
        var facts = new DecodedFacts(new FileFrameSource(folder, FrameGeometry.Square(size), new FrameStore(0)));
        string[] files = [.. names.Select(facts.NameOf).Distinct(StringComparer.Ordinal)];
        var done = 0;
        var gate = new Lock();
        try
        {
            Parallel.ForEach(files, new ParallelOptions
            {
                MaxDegreeOfParallelism = Math.Min(MostAtOnce, Environment.ProcessorCount), CancellationToken = cancellation
            }, file =>
            {
                var result = facts.Decode(file, size, limits, cancellation);
                lock (gate)
                {
                    facts.results.Add(file, result);
                    decoded?.Invoke(++done, files.Length);
                }
            });
        }
        catch (AggregateException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
        return facts;
    }

    /// <inheritdoc/>
    public string NameOf(string video) => files.NameOf(video);

    /// <inheritdoc/>
    public FrameTimeline Load(string video, CancellationToken cancellation = default) => results[NameOf(video)] switch
    {
        FrameTimeline frames => frames,
        var failed when failed is VideoException error => throw error,
        _ => throw new InvalidOperationException($"DecodedFacts: {video} was not decoded."),
    };

    private object Decode(string video, int size, VideoLimits limits, CancellationToken cancellation)
    {
        try
        {
            var facts = VideoReader.Probe(files.PathOf(video), limits, cancellation);
            if (3L * size * size * facts.FrameCount > limits.MaxKeptBytes)
                return new VideoException(
                    video, VideoFailure.LimitExceeded,
                    $"its {facts.FrameCount} frames of {size}x{size} take more than {limits.MaxKeptBytes} bytes of memory");
            return new FrameTimeline(facts.Times, facts.Duration, new Repeated(facts.FrameCount), facts.Warning);
        }
        catch (VideoException error)
        {
            cancellation.ThrowIfCancellationRequested();
            return error.Failure == VideoFailure.Missing && Alike(video) is { } other
                ? new VideoException(video, error.Failure, $"{error.Reason}; there is '{other}'", error) : error;
        }
    }

    /// <summary>The file that a name seems to mean: the same but for its ending, or for capitals; null when there is none.</summary>
    private string? Alike(string video)
    {
        try
        {
            var path = files.PathOf(video);
            if (Path.Exists(path) || Path.GetDirectoryName(path) is not { } folder || !Directory.Exists(folder)) return null;
            string name = Path.GetFileName(path), stem = Path.GetFileNameWithoutExtension(path);
            var others = Directory.EnumerateFiles(folder).Take(MostNames).Select(file => Path.GetFileName(file)!);
            return others.Where(other =>
                Same(other, name)
                || Same(Path.GetFileNameWithoutExtension(other), name)
                || Same(Path.GetFileNameWithoutExtension(other), stem)).Order(StringComparer.Ordinal).FirstOrDefault();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or VideoException)
        {
            return null;
        }

        static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>One picture, many times.</summary>
    private sealed class Repeated(int count) : IReadOnlyList<RgbImage>
    {
        public int Count => count;

        public RgbImage this[int index] => NoPicture;

        public IEnumerator<RgbImage> GetEnumerator() => Enumerable.Repeat(NoPicture, count).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
