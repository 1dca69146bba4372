namespace Gexia.Data.Granularities;

/// <summary>A clip and a text that belong together: x = (v, t, s, [a, b], g).</summary>
/// <param name="Id">Number of the pair within its set; settles ties of the time order.</param>
/// <param name="Clip">The video: segments abutted in this order, at least one. Gaps and overlaps between them are ignored.</param>
/// <param name="Text">The caption, of any length.</param>
/// <param name="Source">The video, channel or recording it comes from; pairs of one source may be integrated.</param>
/// <param name="Start">Seconds: where the pair begins in its source.</param>
/// <param name="End">Seconds: where it ends there; infinite where that is the end of a video.</param>
/// <param name="Granularity">What kind of pair it is.</param>
public sealed record Pair(
    long Id, IReadOnlyList<ClipSegment> Clip, string Text, string Source, double Start, double End, Granularity Granularity)
{
    /// <summary>Seconds of video: the sum over the segments; infinite where one is open.</summary>
    public double Duration => Clip.Sum(segment => segment.Duration);

    /// <summary>A pair of one segment.</summary>
    public static Pair Of(long id, ClipSegment segment, string text, string source, Granularity granularity) =>
        new(id, [segment], text, source, segment.Start, segment.End, granularity);
}
