using Gexia.Io;

namespace Gexia.Search.Cache;

/// <summary>What is known of the file at a path.</summary>
/// <param name="Stamp">What it was when its content was read; null where that says nothing, so that the content is read again.</param>
/// <param name="Hash">SHA-256 of its content, in hexadecimal.</param>
/// <param name="Failure">Why nothing of it can be used; null where something can.</param>
internal sealed record CatalogEntry(FileStamp? Stamp, string Hash, string? Failure);

/// <summary>Which content lies at which path, so that an unchanged file is not read again.</summary>
internal static class Catalog
{
    private const string Kind = "GexiaCatalog1";
    private const long Largest = 1L << 31;

    public static void Write(string path, IReadOnlyDictionary<string, CatalogEntry> entries) => CheckedFile.Write(path, Kind, writer =>
    {
        writer.Write(entries.Count);
        foreach (var (file, entry) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            writer.Write(file);
            writer.Write(entry.Hash);
            writer.Write(entry.Failure ?? "");
            writer.Write(entry.Stamp is not null);
            if (entry.Stamp is not { } stamp) continue;
            writer.Write(stamp.Length);
            writer.Write(stamp.Modified);
            writer.Write(stamp.Changed);
            writer.Write(stamp.Number);
        }
    });

    /// <returns>What was written; empty where there is nothing, or nothing that can be used.</returns>
    public static Dictionary<string, CatalogEntry> Read(string path, out string? problem) => CheckedFile.Read(path, Kind, Largest, reader =>
    {
        var entries = new Dictionary<string, CatalogEntry>(StringComparer.Ordinal);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (file, hash, failure) = (reader.ReadString(), reader.ReadString(), reader.ReadString());
            FileStamp? stamp = reader.ReadBoolean()
                ? new FileStamp(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt64())
                : null;
            if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower)) throw new FormatException("a digest is none");
            entries[file] = new CatalogEntry(stamp, hash, failure.Length > 0 ? failure : null);
        }
        return entries;
    }, out problem) ?? [];
}
