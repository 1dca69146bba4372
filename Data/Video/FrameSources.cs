namespace Gexia.Data.Video;

/// <summary>Where training and evaluation get the frames of a named video from: files, or memory.</summary>
public interface IFrameSource
{
    /// <summary>All frames of a video. May be called from several threads at once.</summary>
    /// <param name="video">The name that pairs use.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>The frames; callers must not change them.</returns>
    /// <exception cref="VideoException">There is no such video or it cannot be read.</exception>
    FrameTimeline Load(string video, CancellationToken cancellation = default);

    /// <summary>
    /// One name for a video, however pairs spell it: two names with the same result are the same video. Nothing is opened.
    /// </summary>
    /// <param name="video">The name that pairs use.</param>
    string NameOf(string video) => video;
}

/// <summary>Videos in a folder, kept in a <see cref="FrameStore"/> once decoded.</summary>
/// <param name="folder">Relative names stand for files in it.</param>
/// <param name="geometry">The size in which frames are kept.</param>
/// <param name="store">Keeps what was decoded; may serve several sources.</param>
/// <param name="limits">What decoding may cost; <see cref="VideoLimits.Default"/> when null.</param>
public sealed class FileFrameSource(string folder, FrameGeometry geometry, FrameStore store, VideoLimits? limits = null) : IFrameSource
{
    /// <inheritdoc/>
    public FrameTimeline Load(string video, CancellationToken cancellation = default) =>
        store.Get(PathOf(video), geometry, limits, cancellation);

    /// <summary>
    /// The file's full path with links followed; the name itself where no file in the folder has it, which <see cref="Load"/> will say.
    /// </summary>
    /// <param name="video">The name that pairs use.</param>
    public string NameOf(string video)
    {
        try
        {
            var (root, path) = (Path.GetFullPath(folder), PathOf(video));
            if (!Leads(root, path)) root = Path.GetPathRoot(path)!;
            var real = root;
            foreach (var part in Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar))
            {
                real = Path.Combine(real, part);
                real = File.ResolveLinkTarget(real, returnFinalTarget: true)?.FullName ?? real;
            }
            return real;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or VideoException)
        {
            return video;
        }
    }

    /// <summary>The file a name stands for: an absolute path itself, a relative one in the folder.</summary>
    /// <param name="video">The name that pairs use.</param>
    /// <exception cref="VideoException">A relative name leads out of the folder, by mistake or by intent: pairs may come
    /// from strangers.</exception>
    public string PathOf(string video)
    {
        if (video.Length > 0 && !video.Contains('\0'))
        {
            if (Path.IsPathFullyQualified(video)) return Path.GetFullPath(video);
            var root = Path.GetFullPath(folder);
            var path = Path.GetFullPath(Path.Combine(root, video));
            if (!Path.IsPathRooted(video) && Leads(root, path)) return path;
        }
        throw new VideoException(
            video, VideoFailure.Missing,
            $"a relative name must stay inside its folder {folder}; name a file elsewhere by its absolute path");
    }

    /// <summary>Whether a path lies under a folder.</summary>
    private static bool Leads(string root, string path) =>
        Path.GetRelativePath(root, path) is var relative && !Path.IsPathRooted(relative)
        && relative != ".." && !relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

/// <summary>Videos that were made in memory.</summary>
/// <param name="videos">Frames by name.</param>
public sealed class MemoryFrameSource(IReadOnlyDictionary<string, FrameTimeline> videos) : IFrameSource
{
    /// <inheritdoc/>
    public FrameTimeline Load(string video, CancellationToken cancellation = default) =>
        videos.TryGetValue(video, out var frames)
            ? frames
            : throw new VideoException(video, VideoFailure.Missing, "no such video in memory");
}
