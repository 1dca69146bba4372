namespace Gexia.Data.Video;

/// <summary>What a full decode of a video showed.</summary>
/// <param name="File">The file as it was asked for.</param>
/// <param name="FrameCount">Frames the decoder put out, at least 1.</param>
/// <param name="Width">Columns of the first frame, after rotation.</param>
/// <param name="Height">Rows of the first frame, after rotation.</param>
/// <param name="Rotation">Degrees of the display matrix as ffprobe states it (−90 for most upright phones), 0 without one;
/// already applied.</param>
/// <param name="Duration">Seconds: last frame's time + its duration − first frame's time.</param>
/// <param name="IsPartial">Whether only a part of the file could be decoded.</param>
/// <param name="Warning">What the decoder complained about first, when <paramref name="IsPartial"/>.</param>
public sealed record VideoFacts(
    string File, int FrameCount, int Width, int Height, int Rotation, double Duration, bool IsPartial, string? Warning)
{
    /// <summary>Presentation time of each frame in seconds, counted from the first frame, ascending.</summary>
    public required double[] Times { get; init; }
}
