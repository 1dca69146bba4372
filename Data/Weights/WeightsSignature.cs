using System.Buffers.Binary;
using Gexia.Io;

namespace Gexia.Data.Weights;

/// <summary>What a file of weights is.</summary>
internal enum WeightsKind
{
    /// <summary>One safetensors file; also what nothing else fits, so that its reader says what is wrong.</summary>
    SafeTensors,

    /// <summary>A JSON text: the index of several safetensors files.</summary>
    Index,

    /// <summary>A zip archive, as PyTorch and TorchScript write.</summary>
    Archive,
}

/// <summary>Tells formats of weights apart by their first bytes.</summary>
internal static class WeightsSignature
{
    private const int Enough = 64;              // bytes

    // What people have in place of weights, and what to do.
    private static readonly (byte[] Start, string Problem)[] others =
    [
        ([0x1F, 0x8B], "is compressed with gzip. Unpack it first: gunzip FILE."),
        ("version https://git-lfs"u8.ToArray(), "is a pointer of Git LFS, not the file itself. Fetch it: git lfs pull."),
        ("<"u8.ToArray(), "is a page of HTML or XML, not weights; the download gave an error page."),
        ("GGUF"u8.ToArray(), "is a GGUF file. Take the model's safetensors."),
        (
            [0x89, (byte)'H', (byte)'D', (byte)'F'],
            "is an HDF5 file, as TensorFlow writes. Take the model's safetensors or PyTorch weights."),
    ];

    /// <summary>What lies at a path.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WeightsException">It is known to be something else than weights.</exception>
    /// <exception cref="GexiaException">There is no such file.</exception>
    public static WeightsKind Of(string path)
    {
        Span<byte> bytes = stackalloc byte[Enough];
        using (var stream = InputFile.Open(path)) bytes = bytes[..stream.ReadAtLeast(bytes, Enough, throwOnEndOfStream: false)];
        if (IsSafeTensors(bytes)) return WeightsKind.SafeTensors;
        if (bytes.StartsWith("PK\u0003\u0004"u8)) return WeightsKind.Archive;
        if (bytes.Length >= 2 && bytes[0] == 0x80 && bytes[1] is >= 2 and <= 5)
            throw new WeightsException(
                path,
                "is a pickle without an archive around it, as PyTorch wrote before version 1.6. "
                + "Load and save it once with a newer PyTorch.",
                0);
        foreach (var (start, problem) in others)
            if (bytes.StartsWith(start)) throw new WeightsException(path, problem, 0);
        return IsJson(bytes) ? WeightsKind.Index : WeightsKind.SafeTensors;
    }

    // Eight bytes that state a possible length, then the header's brace: no other format here has that in its ninth byte.
    private static bool IsSafeTensors(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 8 && bytes[8] == (byte)'{' && BinaryPrimitives.ReadUInt64LittleEndian(bytes) <= SafeTensorsLimits.MostHeaderBytes;

    private static bool IsJson(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        return bytes.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
    }
}
