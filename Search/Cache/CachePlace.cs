using System.Security.Cryptography;
using System.Text;
using Gexia.Io;

namespace Gexia.Search.Cache;

/// <summary>Where an index's files lie.</summary>
internal static class CachePlace
{
    /// <summary>Name of the folder beside the videos; walks pass over it.</summary>
    public const string Name = ".gexia";

    private const string Probe = "probe";

    /// <summary>The folder of the caches of a folder of videos; it can be written to.</summary>
    /// <exception cref="GexiaException">Nothing can be written where it is told to be, or anywhere.</exception>
    public static string Of(string folder, VideoIndexOptions options)
    {
        if (options.Cache is { } told)
        {
            var place = Path.Combine(Path.GetFullPath(told), NameOf(folder));
            return Problem(place) is { } refused
                ? throw new GexiaException($"{told}: no index can be kept there ({refused}). Name another folder for it.")
                : place;
        }
        var beside = Path.Combine(folder, Name);
        if (Problem(beside) is not { } problem) return beside;
        var fallback = Path.Combine(options.Fallback ?? UserCache(), "search", NameOf(folder));
        return Problem(fallback) is { } other
            ? throw new GexiaException(
                $"{folder}: no index can be kept there ({problem}), nor in {fallback} ({other}). Name a folder for it.") : fallback;
    }

    // Two folders that share a place have two indexes.
    private static string NameOf(string folder) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..32];

    private static string UserCache() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData) is { Length: > 0 } local ? local : Path.GetTempPath(),
        "gexia");

    /// <summary>Why nothing can be written in a folder, which is made when missing; null where it can.</summary>
    private static string? Problem(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            AtomicFile.Sweep(folder, Probe);            // of whoever was killed just here
            var path = Path.Combine(folder, $".{Probe}.{Guid.NewGuid():N}{AtomicFile.TemporarySuffix}");
            using (new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Delete, 1, FileOptions.DeleteOnClose)) { }
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.Message.TrimEnd('.');
        }
    }
}
