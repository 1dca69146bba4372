using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gexia.Embeddings;
using Gexia.Io;

namespace Gexia.Search.Cache;

/// <summary>
/// The embedded videos of a folder under one model and one way to cut and sample: a file for each content, and the catalog.
/// </summary>
/// <remarks>Only who holds <see cref="TryLock"/> writes; reading needs no lock, as every file is whole and checked.</remarks>
internal sealed class VideoCache
{
    // Goes up when decoding, scene cuts, windows or sampling give something else.
    private const int Version = 2;
    private const string Suffix = ".video", CatalogName = "catalog", LockName = "index.lock";

    private readonly string settings;
    private readonly int dimensions;

    public VideoCache(string place, EmbeddingModel model, VideoIndexOptions options)
    {
        var frames = options.Frames ?? model.Frames;
        settings = string.Create(
            CultureInfo.InvariantCulture,
            $"{Version} window {options.Window:R} cuts {options.SceneCuts} frames {frames} decoder {options.Embedding.Decoder} "
            + $"{model.Weights} {model.MediaFingerprint()}");
        (Place, dimensions) = (place, model.Dimensions);
        Folder = Path.Combine(place, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings)))[..32]);
    }

    /// <summary>Where the caches of all models lie.</summary>
    public string Place { get; }

    /// <summary>Where its files lie.</summary>
    public string Folder { get; }

    private string CatalogPath => Path.Combine(Folder, CatalogName);

    /// <summary>The right to write; null where another process has it.</summary>
    public FileLock? TryLock() => FileLock.TryTake(Path.Combine(Folder, LockName), Folder);

    public Dictionary<string, CatalogEntry> ReadCatalog(out string? problem) => Catalog.Read(CatalogPath, out problem);

    public void WriteCatalog(IReadOnlyDictionary<string, CatalogEntry> entries) => Catalog.Write(CatalogPath, entries);

    public EmbeddedVideo? Find(string hash, out string? problem) => VideoFile.Read(PathOf(hash), settings, dimensions, out problem);

    /// <summary>Stores a video.</summary>
    /// <returns>The video as it will be found.</returns>
    /// <exception cref="IOException">It cannot be written, or not be read again.</exception>
    public EmbeddedVideo Store(string hash, EmbeddedVideo video)
    {
        VideoFile.Write(PathOf(hash), settings, video, dimensions);
        return Find(hash, out var problem)
            ?? throw new IOException($"{PathOf(hash)}: {problem ?? "is gone"} just after it was written. Check the disk.");
    }

    /// <summary>Deletes what killed writers left, and the videos of contents that are not among these.</summary>
    public void Sweep(IReadOnlySet<string> hashes)
    {
        AtomicFile.Sweep(Folder);
        foreach (var path in Directory.EnumerateFiles(Folder, "*" + Suffix))
            if (!hashes.Contains(Path.GetFileNameWithoutExtension(path))) File.Delete(path);
    }

    public string PathOf(string hash) => Path.Combine(Folder, hash + Suffix);
}
