using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Gexia.Embeddings;
using Gexia.Io;
using Gexia.Search.Ranking;

namespace Gexia.Search.Cache;

/// <summary>The vectors of the background texts, embedded once for each model.</summary>
internal static class BackgroundFile
{
    // Goes up with the texts, or with what is made of them.
    private const int Version = 2;
    private const string Kind = "GexiaBackground1";
    private const long Largest = 1L << 28;

    /// <summary>The vectors of the texts, out of the file or made now; without the file where it cannot be written.</summary>
    public static IReadOnlyList<float[]> Get(EmbeddingModel model, string place, CancellationToken cancellation)
    {
        var texts = BackgroundTexts.For(model.Tokenizer);
        if (texts.Count == 0) return [];
        var key = KeyOf(model, texts);
        var path = Path.Combine(place, $"background-{key[..32]}");
        if (CheckedFile.Read(path, Kind, Largest, reader => Read(reader, key, texts.Count, model.Dimensions), out _) is { } known)
            return known;
        float[][] vectors = [.. TextQueries.Embed(model, texts, cancellation).Select(text => text.Vector)];
        try
        {
            AtomicFile.Sweep(place, Path.GetFileName(path));        // whoever writes it at this moment does without the file this time
            CheckedFile.Write(path, Kind, writer =>
            {
                writer.Write(key);
                foreach (var vector in vectors) writer.Write(MemoryMarshal.AsBytes(vector.AsSpan()));
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // They are made again next time.
        }
        return vectors;
    }

    private static float[][] Read(BinaryReader reader, string key, int count, int dimensions)
    {
        if (reader.ReadString() != key) throw new FormatException("it is of another model");
        if (reader.BaseStream.Length - reader.BaseStream.Position != (long)count * dimensions * sizeof(float))
            throw new FormatException("its length is another");
        var vectors = new float[count][];
        for (var i = 0; i < count; i++) reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes((vectors[i] = new float[dimensions]).AsSpan()));
        return vectors;
    }

    private static string KeyOf(EmbeddingModel model, IReadOnlyList<string> texts)
    {
        // What a model makes of some of them, bit for bit, tells text towers apart that have the same eyes.
        string[] probes = [texts[0], texts[texts.Count / 2], texts[^1]];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(
            Encoding.UTF8.GetBytes($"{Version} {model.Weights} {model.TextLength} {model.MediaFingerprint()} {string.Join('\n', texts)}"));
        foreach (var text in model.EmbedTexts(probes)) hash.AppendData(MemoryMarshal.AsBytes(text.Vector.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
