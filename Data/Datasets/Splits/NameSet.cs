using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gexia.Data.Datasets.Splits;

/// <summary>
/// A set of names in 16 bytes each, whatever their length: the first half of SHA-256, so that ten million names of clips fit into some
/// hundred megabytes. Two names of n meet with probability n²/2¹²⁹, which never happens.
/// </summary>
internal sealed class NameSet
{
    private readonly HashSet<UInt128> hashes = [];

    /// <summary>How many different names were added.</summary>
    public int Count => hashes.Count;

    /// <summary>Adds a name.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(string name) => hashes.Add(Hash(name));

    /// <summary>Whether a name was added.</summary>
    public bool Contains(string name) => hashes.Contains(Hash(name));

    private static UInt128 Hash(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(name.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
