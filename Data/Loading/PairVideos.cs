using Gexia.Data.Datasets;
using Gexia.Data.Granularities;
using Gexia.Data.Video;

namespace Gexia.Data.Loading;

/// <summary>Opens the videos of pairs and notes what is wrong with either.</summary>
/// <remarks>What becomes of a pair depends on its videos alone, never on what other pairs or threads found before.</remarks>
/// <param name="source">Gives the decoded frames; may be called from several threads.</param>
/// <param name="badVideos">Receives videos that cannot be read, or only in part.</param>
/// <param name="badPairs">Receives segments that do not lie on their video.</param>
/// <param name="set">Name of the file of pairs in the list of bad pairs.</param>
public sealed class PairVideos(IFrameSource source, BadVideos badVideos, BadPairs badPairs, string set)
{
    /// <summary>Is told how many videos <see cref="Usable"/> has read.</summary>
    public IProgress<WorkProgress>? Progress { get; init; }

    /// <summary>The videos of a pair by name; null when the pair has to be left out.</summary>
    /// <exception cref="VideoException">A video is bad and the policy is to fail.</exception>
    /// <exception cref="GexiaException">A segment does not lie on its video and the policy is to fail.</exception>
    public IReadOnlyDictionary<string, FrameTimeline>? TryOpen(Pair pair, CancellationToken cancellation = default)
    {
        var videos = new Dictionary<string, FrameTimeline>(StringComparer.Ordinal);
        foreach (var segment in pair.Clip)
        {
            if (videos.ContainsKey(segment.Video)) continue;
            if (TryLoad(segment.Video, cancellation) is not { } video) return null;
            videos.Add(segment.Video, video);
        }
        // Not before all could be read: else what is noted of one would depend on whether another is known to be bad.
        foreach (var (name, video) in videos) NotePart(name, video);
        var usable = true;
        foreach (var segment in pair.Clip) usable &= Fits(segment, videos[segment.Video]);
        return usable ? videos : null;
    }

    /// <summary>
    /// Opens every video once and says which pairs can be used, for sets that are measured: what they hold must be known before.
    /// </summary>
    /// <returns>The usable pairs, compared by reference.</returns>
    /// <exception cref="VideoException">A video is bad and the policy is to fail.</exception>
    /// <exception cref="GexiaException">A segment does not lie on its video and the policy is to fail.</exception>
    public IReadOnlySet<Pair> Usable(IReadOnlyCollection<Pair> pairs, CancellationToken cancellation = default)
    {
        var unusable = new HashSet<ClipSegment>(ReferenceEqualityComparer.Instance);
        var all = pairs.SelectMany(pair => pair.Clip).Distinct(ReferenceEqualityComparer.Instance).Cast<ClipSegment>();
        var videos = all.GroupBy(segment => segment.Video, StringComparer.Ordinal).ToList();
        var read = 0;
        foreach (var segments in videos)
        {
            Progress?.Report(new("reading videos", read++, videos.Count));
            var video = TryLoad(segments.Key, cancellation);
            if (video is not null) NotePart(segments.Key, video);
            foreach (var segment in segments)
                if (video is null || !Fits(segment, video)) unusable.Add(segment);
        }
        Progress?.Report(new("reading videos", read, videos.Count));
        var usable = new HashSet<Pair>(ReferenceEqualityComparer.Instance);
        usable.UnionWith(pairs.Where(pair => !pair.Clip.Any(unusable.Contains)));
        return usable;
    }

    private FrameTimeline? TryLoad(string video, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (badVideos.Contains(video)) return null;
        try
        {
            var frames = source.Load(video, cancellation);
            badVideos.WasRead(video);
            return frames;
        }
        catch (VideoException error)
        {
            cancellation.ThrowIfCancellationRequested();        // what fails while everything is ended says nothing about a video
            badVideos.Report(video, error);
            return null;
        }
    }

    private void NotePart(string name, FrameTimeline video)
    {
        if (video.Warning is { } warning) badVideos.ReportPart(name, warning);
    }

    private bool Fits(ClipSegment segment, FrameTimeline video)
    {
        var fit = SegmentFit.Of(segment, video);
        if (fit.Problem is { } problem) badPairs.Report(set, new BadPair(segment.Line, segment.Video, problem, fit.IsUsable));
        return fit.IsUsable;
    }
}
