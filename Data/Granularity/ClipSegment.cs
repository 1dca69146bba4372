namespace Gexia.Data.Granularities;

/// <summary>A stretch of one video, by reference: nothing is decoded or re-encoded.</summary>
/// <param name="Video">Path of the file, as the pairs file writes it.</param>
/// <param name="Start">Seconds from the first frame; at least 0.</param>
/// <param name="End">Seconds, at least <paramref name="Start"/>. Equal to it: one frame, the last shown at or before that time.
/// <see cref="ToTheEnd"/>: the video's end, which is known when the video is decoded.</param>
public sealed record ClipSegment(string Video, double Start, double End)
{
    /// <summary>The <see cref="End"/> of a segment that lasts as long as its video.</summary>
    public const double ToTheEnd = double.PositiveInfinity;

    /// <summary>Whether the segment lasts as long as its video.</summary>
    public bool IsOpen => double.IsPositiveInfinity(End);

    /// <summary>
    /// Line of the pairs file that it comes from, counted from 1; 0 when it comes from none. It says nothing about what is shown, so it
    /// does not count in comparisons.
    /// </summary>
    public int Line { get; init; }

    /// <summary>Seconds; infinite where the segment is open.</summary>
    public double Duration => End - Start;

    /// <inheritdoc/>
    public bool Equals(ClipSegment? other) =>
        other is not null && Video == other.Video && Start.Equals(other.Start) && End.Equals(other.End);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Video, Start, End);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Video} [{Start}, {(IsOpen ? "end" : (object)End)}) s");
}
