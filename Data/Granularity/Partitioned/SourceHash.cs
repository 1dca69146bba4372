using System.Text;

namespace Gexia.Data.Granularities.Partitioned;

/// <summary>Which part of a partition a source belongs to: a function of its UTF-8 bytes and the number of parts alone.</summary>
internal static class SourceHash
{
    private const int OnStack = 256;

    /// <summary>The part of a source, 0..parts−1.</summary>
    public static int PartOf(string source, int parts)
    {
        if (parts == 1) return 0;
        var most = Encoding.UTF8.GetMaxByteCount(source.Length);
        Span<byte> bytes = most <= OnStack ? stackalloc byte[OnStack] : new byte[most];
        return (int)Math.BigMul(Of(bytes[..Encoding.UTF8.GetBytes(source, bytes)]), (ulong)parts, out _);
    }

    // FNV-1a, then a 64-bit finaliser, since the part is taken from the upper bits.
    private static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = 14695981039346656037UL;
        foreach (var value in bytes) hash = (hash ^ value) * 1099511628211UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }
}
