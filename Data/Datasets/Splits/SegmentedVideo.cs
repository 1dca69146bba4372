namespace Gexia.Data.Datasets.Splits;

/// <summary>An untrimmed video and the actions in it.</summary>
/// <param name="Video">What <see cref="VideoFolder"/> finds the file by.</param>
/// <param name="Duration">Seconds; null where the files do not say.</param>
/// <param name="Segments">In the order of the file; none where the annotations of a split are not published.</param>
internal sealed record SegmentedVideo(string Video, double? Duration, IReadOnlyList<ActionSegment> Segments)
    : IVideoAnnotation;
