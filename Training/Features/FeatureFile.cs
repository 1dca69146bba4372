using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Gexia.Io;

namespace Gexia.Training.Features;

/// <summary>A file of features that a model which stays as it is made of one video or text.</summary>
/// <remarks>
/// It says what it was made by (its origin) and of what (its key), and carries a checksum of its numbers: one that another model left
/// there, that was cut short, or whose bits the disk has lost, counts as missing and is made anew. It is written beside its place, waited
/// for until it is on the disk, and renamed.
/// </remarks>
internal static class FeatureFile
{
    private const string Values = "features", Origin = "origin", Key = "key", Checksum = "crc32c";

    /// <summary>The name of a key's file; keys hold what names of files must not.</summary>
    public static string PathOf(string folder, string key) => Path.Combine(folder, $"{Digest(key)[..40]}.safetensors");

    /// <summary>SHA-256 of a text, hexadecimal.</summary>
    public static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Reads the features of a key; called inside a <see cref="TensorScope"/>, to which they belong.</summary>
    /// <param name="folder">Where the files lie.</param>
    /// <param name="origin">All that decides the numbers beside the key.</param>
    /// <param name="key">What they are of.</param>
    /// <param name="type">What they are stored in.</param>
    /// <param name="notes">What was noted with them.</param>
    /// <returns>A vector; null where there is no such file, or none that is whole and of this origin and key.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    public static Tensor? Read(string folder, string origin, string key, DType type, out IReadOnlyDictionary<string, string> notes)
    {
        notes = new Dictionary<string, string>();
        var path = PathOf(folder, key);
        if (!File.Exists(path)) return null;
        try
        {
            using var file = SafeTensors.Open(path);
            notes = file.Metadata;
            if (notes.GetValueOrDefault(Origin) != origin || notes.GetValueOrDefault(Key) != key
                || !file.Entries.TryGetValue(Values, out var entry) || entry.DType != type)
                return null;
            var values = file[Values];
            return notes.GetValueOrDefault(Checksum) == ChecksumOf(values) ? values : null;
        }
        catch (SafeTensorsException)
        {
            return null;
        }
    }

    /// <summary>Writes the features of a key.</summary>
    /// <param name="folder">Where the files lie; made when missing.</param>
    /// <param name="origin">All that decides the numbers beside the key.</param>
    /// <param name="key">What they are of.</param>
    /// <param name="values">On the host.</param>
    /// <param name="notes">To keep with them.</param>
    /// <exception cref="IOException">It could not be written; what was there is unchanged.</exception>
    public static void Write(
        string folder, string origin, string key, Tensor values, IEnumerable<KeyValuePair<string, string>> notes)
    {
        Directory.CreateDirectory(folder);
        var flat = values.Contiguous().Reshape(checked((int)values.Length));
        SafeTensorsWriter.Write(
            PathOf(folder, key), [new(Values, flat)],
            new Dictionary<string, string>(notes) { [Origin] = origin, [Key] = key, [Checksum] = ChecksumOf(flat) });
    }

    private static string ChecksumOf(Tensor values)
    {
        var bytes = values.DType switch
        {
            DType.BFloat16 => MemoryMarshal.AsBytes(values.AsReadOnlySpan<BFloat16>()),
            _ => MemoryMarshal.AsBytes(values.AsReadOnlySpan<float>()),
        };
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var sum = uint.MaxValue;
        foreach (var word in words) sum = BitOperations.Crc32C(sum, word);
        foreach (var single in bytes[(words.Length * sizeof(ulong))..]) sum = BitOperations.Crc32C(sum, single);
        return (~sum).ToString("x8", System.Globalization.CultureInfo.InvariantCulture);
    }
}
