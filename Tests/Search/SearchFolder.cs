using System.Security.Cryptography;
using Gexia.Data.Synthetic;
using Gexia.Embeddings;
using Gexia.Search;
using Gexia.Tests.Support;

namespace Gexia.Tests.Search;

/// <summary>A folder of synthetic videos, which need no codec, and a tiny CLIP with random weights.</summary>
internal sealed class SearchFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SearchFolder(int videos = 4)
    {
        Model = EmbeddingModel.Open(TinyClip.Write(folder.File("tiny-clip")));
        SyntheticFolder.Write(Videos, new SyntheticSources(seed: 11, frames: 6).Create("search", videos));
        foreach (var list in (string[])[SyntheticFolder.PairsFile, SyntheticFolder.SummariesFile]) System.IO.File.Delete(Video(list));
    }

    public EmbeddingModel Model { get; }

    /// <summary>Holds <c>search-0000.png</c>, ….</summary>
    public string Videos => folder.File("videos");

    public string File(string name) => folder.File(name);

    public string Video(string name) => Path.Combine(Videos, name);

    public static string Name(int number) => $"search-{number:0000}.png";

    /// <summary>Windows of 2 s, so that a video has several.</summary>
    public VideoIndex Open(VideoIndexOptions? options = null) => VideoIndex.Open(Model, Videos, options ?? new() { Window = 2 });

    public void Dispose() => folder.Dispose();

    /// <summary>
    /// A digest of each file of a cache by its name; of the catalog, which has the times of files in it, only that it is there.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Digests(string cache) => Directory.EnumerateFiles(cache).ToDictionary(
        path => Path.GetFileName(path),
        path => Path.GetFileName(path) == "catalog" ? "" : Convert.ToHexStringLower(SHA256.HashData(System.IO.File.ReadAllBytes(path))));
}
