namespace Gexia.Data.Granularities;

/// <summary>A stretch of one video, by reference: nothing is decoded or re-encoded.</summary>
/// <param name="Video">Path of the file, as the pairs file writes it.</param>
/// <param name="Start">Seconds from the first frame; at least 0.</param>
/// <param name="End">Seconds, at least <paramref name="Start"/>. Equal to it: one frame, the last shown at or before that time.</param>
public sealed record ClipSegment(string Video, double Start, double End)
{
    /// <summary>Seconds.</summary>
    public double Duration => End - Start;
}
