namespace Gexia.Search.Ranking;

/// <summary>Which videos are looked at; what is left out is neither ranked nor does it count for the cut.</summary>
internal static class VideoFilter
{
    /// <summary>[videos] for each whether it passes.</summary>
    public static bool[] Of(IReadOnlyList<IndexedVideo> videos, SearchOptions options)
    {
        var folder = options.Folder?.Replace(Path.DirectorySeparatorChar, '/').Trim('/');
        if (folder is "." or "") folder = null;
        if (folder?.StartsWith("./", StringComparison.Ordinal) == true) folder = folder[2..];
        return [.. videos.Select(Passes)];

        bool Passes(IndexedVideo video) =>
            (folder is null || video.File.StartsWith(folder + "/", StringComparison.Ordinal))
            && !(video.Content.Duration < options.MinDuration) && !(video.Content.Duration > options.MaxDuration)
            && !(video.Modified < options.From) && !(video.Modified >= options.Until);
    }
}
