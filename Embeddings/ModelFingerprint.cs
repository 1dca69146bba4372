using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Gexia.Cpu;
using Gexia.Models;

namespace Gexia.Embeddings;

/// <summary>A digest of all that decides what a model makes of its inputs, without running it.</summary>
/// <remarks>
/// SHA-256 of the settings and, for each parameter in order, of its name, its shape and the SHA-256 of its values. Parameters are
/// digested in parallel; reading them also brings weights that are mapped from a file into memory, where the model needs them next.
/// </remarks>
internal static class ModelFingerprint
{
    public static string Of(IReadOnlyList<Parameter> parameters, string settings)
    {
        var digests = new byte[parameters.Count][];
        Parallel.For(0, parameters.Count, new ParallelOptions { MaxDegreeOfParallelism = CpuThreads.Default }, i => digests[i] = Digest(parameters[i].Value));
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(settings);
        for (var i = 0; i < digests.Length; i++)
        {
            Append($"{parameters[i].Name} {parameters[i].Value}");      // a tensor's text is its type and shape
            all.AppendData(digests[i]);
        }
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

    private static byte[] Digest(Tensor value) =>
        SHA256.HashData(MemoryMarshal.AsBytes((value.IsContiguous ? value : value.Copy()).To(DType.Float32).AsSpan<float>()));
}
