using System.Buffers.Binary;

namespace Gexia.Data.Image;

/// <summary>Chunk names this project reads or writes.</summary>
internal static class PngChunkType
{
    public const string Header = "IHDR", Palette = "PLTE", Data = "IDAT", End = "IEND", Transparency = "tRNS",
        AnimationControl = "acTL", FrameControl = "fcTL", FrameData = "fdAT", Exif = "eXIf";
}

/// <summary>One chunk of a PNG file.</summary>
/// <param name="Type">Four letters; a capital first letter means that a reader must understand it.</param>
/// <param name="Data">The content, checked against its checksum.</param>
/// <param name="Offset">Where the chunk begins in the file.</param>
internal readonly record struct PngChunk(string Type, byte[] Data, long Offset)
{
    private const int MaxBytes = 1 << 28, MaxCount = 1 << 20;

    /// <summary>The eight bytes every PNG file begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The chunks of a file after its signature, up to and with IEND.</summary>
    public static IEnumerable<PngChunk> ReadAll(Stream stream, string file, PictureLimits limits)
    {
        var head = new byte[8];
        if (stream.ReadAtLeast(head, 8, throwOnEndOfStream: false) < 8 || !head.AsSpan().SequenceEqual(Signature))
            throw new ImageException(file, 0, "not a PNG file");

        long offset = 8;
        for (var count = 0; ; count++)
        {
            if (count == MaxCount) throw new ImageException(file, offset, $"more than {MaxCount} chunks");
            if (stream.ReadAtLeast(head, 8, throwOnEndOfStream: false) < 8)
                throw new ImageException(file, offset, "the file ends before IEND");

            var length = BinaryPrimitives.ReadUInt32BigEndian(head);
            var type = Name(head.AsSpan(4), file, offset);
            if (length > MaxBytes || offset + length > limits.MaxFileBytes)
                throw new ImageException(file, offset, $"chunk {type} of {length} bytes is above the limit");
            // A length that lies must not cost memory: where the end is known, look before allocating.
            if (stream.CanSeek && length + 4L > stream.Length - stream.Position)
                throw new ImageException(file, offset, $"chunk {type} of {length} bytes reaches beyond the end of the file");

            var data = new byte[length];
            var crc = new byte[4];
            if (stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) < data.Length
                || stream.ReadAtLeast(crc, 4, throwOnEndOfStream: false) < 4)
                throw new ImageException(file, offset, $"the file ends inside chunk {type}");
            if (Crc32.Append(Crc32.Append(0, head.AsSpan(4, 4)), data) != BinaryPrimitives.ReadUInt32BigEndian(crc))
                throw new ImageException(file, offset, $"the checksum of chunk {type} does not match");

            yield return new PngChunk(type, data, offset);
            if (type == PngChunkType.End) yield break;
            offset += 12L + length;
        }
    }

    /// <summary>Writes length, type, content and checksum.</summary>
    public static void Write(Stream stream, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, data.Length);
        stream.Write(word);
        for (var i = 0; i < 4; i++) word[i] = (byte)type[i];
        stream.Write(word);
        stream.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Append(Crc32.Append(0, word), data));
        stream.Write(word);
    }

    private static string Name(ReadOnlySpan<byte> bytes, string file, long offset)
    {
        foreach (var b in bytes)
            if (!char.IsAsciiLetter((char)b))
                throw new ImageException(file, offset, "a chunk name is not four letters; the file is damaged");
        return System.Text.Encoding.ASCII.GetString(bytes);
    }
}
