using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Gexia.Cpu;
using Gexia.Models;

namespace Gexia.Embeddings;

/// <summary>A digest of all that decides what a model makes of its inputs, without running it.</summary>
/// <remarks>
/// SHA-256 of the settings and, for each parameter in order, of its name, its type and shape, and a checksum of its values. The
/// checksum is CRC-32C on four interleaved lanes, which keeps pace with memory (a cryptographic digest of the same values takes
/// longer than a forward pass): it tells models apart that differ by training or by accident, not by somebody's design. Reading
/// the values also brings weights that are mapped from a file into memory, where the model needs them next.
/// </remarks>
internal static class ModelFingerprint
{
    public static string Of(IReadOnlyList<Parameter> parameters, string settings)
    {
        var checksums = new UInt128[parameters.Count];
        Parallel.For(0, parameters.Count, new ParallelOptions { MaxDegreeOfParallelism = CpuThreads.Default }, i => checksums[i] = Checksum(parameters[i].Value));
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(settings);
        for (var i = 0; i < checksums.Length; i++) Append($"{parameters[i]} {checksums[i]:x}");     // a parameter's text is its name, type and shape
        return Convert.ToHexStringLower(all.GetHashAndReset());

        // The length first, so that no two lists of texts are the same bytes.
        void Append(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Span<byte> length = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            all.AppendData(length);
            all.AppendData(bytes);
        }
    }

    private static UInt128 Checksum(Tensor value)
    {
        var bytes = MemoryMarshal.AsBytes((value.IsContiguous ? value : value.Copy()).To(DType.Float32).AsSpan<float>());
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var (a, b, c, d, i) = (0u, 0u, 0u, 0u, 0);
        // A lane waits three cycles for its last word; four of them hide that.
        for (; i + 4 <= words.Length; i += 4)
        {
            a = BitOperations.Crc32C(a, words[i]);
            b = BitOperations.Crc32C(b, words[i + 1]);
            c = BitOperations.Crc32C(c, words[i + 2]);
            d = BitOperations.Crc32C(d, words[i + 3]);
        }
        foreach (var rest in bytes[(i * sizeof(ulong))..]) a = BitOperations.Crc32C(a, rest);
        return new UInt128(((ulong)a << 32) | b, ((ulong)c << 32) | d);
    }
}
