using System.Security.Cryptography;
using Gexia.Io;
using Gexia.Search.Cache;

namespace Gexia.Search.Updating;

/// <summary>A file of the folder that may be a video.</summary>
/// <param name="Name">Relative to the folder, with <c>/</c> between folders.</param>
/// <param name="Path">Its path.</param>
internal readonly record struct ListedFile(string Name, string Path)
{
    // A file that is written to twice within the resolution of the disk's clock may have one stamp for two contents.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    /// <summary>The files under a folder whose names end like videos, in the order of their names.</summary>
    public static (IReadOnlyList<ListedFile> Files, IReadOnlyList<IndexProblem> Unreadable) Under(
        string folder, IReadOnlyList<string> extensions, CancellationToken cancellation)
    {
        var walk = new FolderWalk(name => extensions.Contains(System.IO.Path.GetExtension(name), StringComparer.OrdinalIgnoreCase)).Under(
            folder, cancellation);
        return (
            [.. walk.Files.Select(path => new ListedFile(NameOf(folder, path), path)).OrderBy(file => file.Name, StringComparer.Ordinal)],
            [.. walk.Unreadable.Select(place => new IndexProblem(NameOf(folder, place.Key), place.Value))]);
    }

    /// <summary>What the file is now: by its stamp if that is known, else by reading it.</summary>
    /// <param name="known">What was known of its path; null where nothing was.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">It is no regular file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public CatalogEntry Identify(CatalogEntry? known, CancellationToken cancellation)
    {
        var stamp = FileStamp.Of(Path);
        if (known?.Stamp is { } before && before == stamp) return known;
        using var stream = InputFile.Open(Path);
        var begun = DateTime.UtcNow;
        var hash = Convert.ToHexStringLower(SHA256.HashDataAsync(stream, cancellation).AsTask().GetAwaiter().GetResult());
        var isSettled = stamp is { } now && now == FileStamp.Of(Path) && begun - new DateTime(now.Modified, DateTimeKind.Utc) > Settling;
        return new CatalogEntry(isSettled ? stamp : null, hash, known?.Hash == hash ? known.Failure : null);
    }

    private static string NameOf(string folder, string path) =>
        System.IO.Path.GetRelativePath(folder, path).Replace(System.IO.Path.DirectorySeparatorChar, '/');
}
