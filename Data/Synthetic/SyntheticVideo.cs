using Gexia.Data.Granularities;
using Gexia.Data.Video;

namespace Gexia.Data.Synthetic;

/// <summary>A synthetic source of any world as files tell of it: frames, and what is said of which part.</summary>
/// <param name="Id">The source's name.</param>
/// <param name="Video">All frames.</param>
/// <param name="Parts">In time order.</param>
/// <param name="Summary">The compressed text of the whole video.</param>
internal sealed record SyntheticVideo(string Id, FrameTimeline Video, IReadOnlyList<SyntheticPart> Parts, string Summary)
{
    /// <summary>A pair of each part, SVST, numbered in order.</summary>
    /// <param name="videos">In order.</param>
    /// <param name="name">What a pair calls a video.</param>
    public static IEnumerable<Pair> PairsOf(IEnumerable<SyntheticVideo> videos, Func<SyntheticVideo, string> name) =>
        videos.SelectMany(video => video.Parts.Select(part => (video, part))).Select((item, number) => Pair.Of(
            number, new ClipSegment(name(item.video), item.part.Start, item.part.End), item.part.Caption, item.video.Id, Granularity.Svst));
}

/// <summary>A part of a video that has a caption of its own.</summary>
/// <param name="Start">Seconds into the video, inclusive.</param>
/// <param name="End">Seconds into the video, exclusive.</param>
/// <param name="Caption">Its text.</param>
internal readonly record struct SyntheticPart(double Start, double End, string Caption);
