namespace Gexia.Data.Video;

/// <summary>
/// How names of videos end, in small letters and with the point; the most common first. Animated pictures are videos, too.
/// </summary>
public static class VideoEndings
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".flv", ".wmv", ".ogv", ".gif", ".png", ".apng", ".webp"];
}
