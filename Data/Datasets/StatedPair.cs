using Gexia.Data.Granularities;

namespace Gexia.Data.Datasets;

/// <summary>A pair as a file of annotations gives it, before it is judged.</summary>
/// <param name="Place">Such as <c>captions.csv, line 3</c>.</param>
/// <param name="Line">The line on which it begins, counted from 1.</param>
/// <param name="Clip">The segments that it shows, at least one.</param>
/// <param name="Caption">What it tells.</param>
/// <param name="Source">What it comes from; null where nothing is stated.</param>
/// <param name="Start">Where it begins in its source; null where nothing is stated, NaN where no number is.</param>
/// <param name="End">Where it ends there; likewise.</param>
/// <param name="Granularity">The name of its granularity; null where nothing is stated.</param>
/// <param name="Problem">Why it cannot be used, where the file's form already shows it.</param>
internal sealed record StatedPair(
    string Place, int Line, IReadOnlyList<StatedSegment> Clip, string Caption,
    string? Source = null, double? Start = null, double? End = null, string? Granularity = null, string? Problem = null);

/// <summary>A segment as a file gives it.</summary>
/// <param name="Video">The name of a file.</param>
/// <param name="Start">Seconds; null where nothing is stated, NaN where no number is.</param>
/// <param name="End">Seconds; likewise.</param>
internal readonly record struct StatedSegment(string Video, double? Start, double? End)
{
    /// <summary>The segment: from the video's first frame and to its end where no times are stated.</summary>
    /// <param name="line">The line that it comes from.</param>
    public ClipSegment On(int line) => new(Video, Start ?? 0, End ?? ClipSegment.ToTheEnd) { Line = line };
}
