using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Gexia.Models;

namespace Gexia.Training.Tasks.Protocol;

/// <summary>A digest of parameters: SHA-256 of the name, shape and bytes of each, in the order of their names.</summary>
internal static class WeightsDigest
{
    /// <summary>As <c>sha256:…</c>, 64 hexadecimal digits.</summary>
    public static string Of(IEnumerable<Parameter> parameters)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var parameter in parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal))
        {
            using var scope = TensorScope.Begin();
            hash.AppendData(Encoding.UTF8.GetBytes($"{parameter}\n"));
            var value = parameter.Value.Contiguous().ToHost().To(DType.Float32);
            hash.AppendData(MemoryMarshal.AsBytes(value.AsReadOnlySpan<float>()));
        }
        return $"sha256:{Convert.ToHexStringLower(hash.GetHashAndReset())}";
    }
}
