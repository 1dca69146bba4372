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
/// SHA-256 of the settings and, for each value in order, of its name, its type and shape, and a checksum of its bytes as they are
/// stored; a packed weight's type is its format. The checksum is CRC-32C on four interleaved lanes, which keeps pace with memory (a
/// cryptographic digest of the same bytes takes longer than a forward pass): it tells models apart that differ by training or by
/// accident, not by somebody's design.
/// </remarks>
internal static class ModelFingerprint
{
    public static string Of(IReadOnlyList<Parameter> parameters, string settings, IReadOnlyList<PackedParameter>? packed = null)
    {
        // A value's text is its name, type and shape.
        (string Text, Func<string> Checksum)[] values =
        [
            .. parameters.Select(parameter => (parameter.ToString(), (Func<string>)(() => Checksum(parameter.Value)))),
            .. (packed ?? []).Select(weight => (weight.ToString(), (Func<string>)(() => Checksum(weight.Value)))),
        ];
        var checksums = new string[values.Length];
        // a device that is no processor serves one thread at a time
        var threads = parameters.Any(parameter => !parameter.Value.Device.IsHost) ? 1 : CpuThreads.Default;
        Parallel.For(0, values.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
            checksums[i] = values[i].Checksum());
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(settings);
        for (var i = 0; i < checksums.Length; i++) Append($"{values[i].Text} {checksums[i]}");
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

    private static string Checksum(Tensor value) =>
        Checksum(MemoryMarshal.AsBytes(value.Contiguous().ToHost().To(DType.Float32).AsReadOnlySpan<float>()));

    private static string Checksum(PackedWeight weight) =>
        weight.Factors.IsEmpty ? Checksum(weight.Stored) : $"{Checksum(weight.Stored)} {Checksum(weight.Factors)}";

    private static string Checksum(ReadOnlySpan<byte> bytes)
    {
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
        return $"{a:x8}{b:x8}{c:x8}{d:x8}";
    }
}
