using System.Runtime.InteropServices;

namespace Gexia.Training.Features;

/// <summary>
/// What one frozen tower made of videos or texts, on disk in bfloat16. Below the folder each origin (tower, weights, preprocessing) has a
/// folder of its own, so that runs may share a cache and nothing is mixed. May be used from several threads, and by several processes.
/// </summary>
internal sealed class FeatureCache
{
    private const string Again = "again";

    /// <summary>The features of one origin.</summary>
    /// <param name="folder">The cache's.</param>
    /// <param name="origin">All that decides the numbers beside what they are of.</param>
    public FeatureCache(string folder, string origin)
    {
        Origin = origin;
        Folder = Path.Combine(folder, FeatureFile.Digest(origin)[..32]);
    }

    /// <summary>All that decides the numbers beside what they are of.</summary>
    public string Origin { get; }

    /// <summary>Where the files of this origin lie.</summary>
    public string Folder { get; }

    /// <summary>Bytes of the files of this origin.</summary>
    public long Bytes => !Directory.Exists(Folder) ? 0 : new DirectoryInfo(Folder).EnumerateFiles().Sum(file => file.Length);

    /// <summary>Whether there are whole features of a key.</summary>
    /// <param name="key">What they are of.</param>
    /// <param name="accepts">Which numbers of bytes are right.</param>
    /// <param name="again">Whether what it was made of has to be opened again, because there was something to tell of it.</param>
    public bool Has(string key, Func<long, bool> accepts, out bool again)
    {
        using var scope = TensorScope.Begin();
        var values = FeatureFile.Read(Folder, Origin, key, DType.BFloat16, out var notes);
        again = notes.ContainsKey(Again);
        return values is not null && accepts(values.Length * sizeof(ushort));
    }

    /// <summary>Reads the features of a key.</summary>
    /// <param name="key">What they are of.</param>
    /// <param name="features">Receives all of them.</param>
    /// <exception cref="GexiaException">They are not there any more.</exception>
    public void Read(string key, Span<byte> features)
    {
        using var scope = TensorScope.Begin();
        var bytes = Bytewise(key);
        if (bytes.Length != features.Length) throw Lost(key);
        bytes.CopyTo(features);
    }

    /// <summary>The same where their length is not known.</summary>
    public byte[] Read(string key)
    {
        using var scope = TensorScope.Begin();
        return Bytewise(key).ToArray();
    }

    /// <summary>Keeps the features of a key.</summary>
    /// <param name="key">What they are of.</param>
    /// <param name="values">On the host, of any floating dtype.</param>
    /// <param name="again">Whether what it was made of has to be opened again.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    public void Add(string key, Tensor values, bool again) =>
        FeatureFile.Write(Folder, Origin, key, values.To(DType.BFloat16), again ? [new(Again, "true")] : []);

    private ReadOnlySpan<byte> Bytewise(string key) =>
        FeatureFile.Read(Folder, Origin, key, DType.BFloat16, out _) is { } values
            ? MemoryMarshal.AsBytes(values.AsReadOnlySpan<BFloat16>())
            : throw Lost(key);

    private GexiaException Lost(string key) => new(
        $"{FeatureFile.PathOf(Folder, key)}: was changed or deleted while the training read it. Go on with --resume, which makes it anew.");
}
