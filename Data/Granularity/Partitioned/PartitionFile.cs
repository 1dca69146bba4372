using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gexia.Data.Granularities.Partitioned;

/// <summary>
/// What a block of the input holds for each part, one behind the other, and its bad pairs behind those; the ends of all stand before them.
/// </summary>
/// <remarks>The records of a part keep the order of the file, so a part that reads the blocks in order does too.</remarks>
internal sealed class PartitionFile(int parts)
{
    private readonly ArrayBufferWriter<byte>[] pieces = [.. Enumerable.Range(0, parts + 1).Select(_ => new ArrayBufferWriter<byte>())];

    /// <summary>Where pairs of a part are appended.</summary>
    public IBufferWriter<byte> Part(int part) => pieces[part];

    /// <summary>Where bad pairs are appended.</summary>
    public IBufferWriter<byte> Bad => pieces[^1];

    /// <summary>Forgets all, and keeps the memory for another block.</summary>
    public void Clear()
    {
        foreach (var piece in pieces) piece.ResetWrittenCount();
    }

    /// <summary>Writes all of it.</summary>
    public void Write(Stream stream)
    {
        var ends = new long[pieces.Length];
        var end = 0L;
        for (var i = 0; i < pieces.Length; i++) ends[i] = end += pieces[i].WrittenCount;
        stream.Write(MemoryMarshal.AsBytes(ends.AsSpan()));
        foreach (var piece in pieces) stream.Write(piece.WrittenSpan);
    }

    /// <summary>The bytes of a part, or, for the number of parts, of the bad pairs.</summary>
    /// <param name="path">A file that was written.</param>
    /// <param name="parts">The number of parts.</param>
    /// <param name="part">0..parts.</param>
    /// <param name="buffer">Holds them; replaced where it is too small.</param>
    public static ReadOnlySpan<byte> Read(string path, int parts, int part, ref byte[] buffer)
    {
        using var file = File.OpenHandle(path);
        Span<long> ends = stackalloc long[2];
        if (part == 0) ReadExactly(file, MemoryMarshal.AsBytes(ends[1..]), 0, path);
        else ReadExactly(file, MemoryMarshal.AsBytes(ends), (part - 1L) * sizeof(long), path);
        var length = checked((int)(ends[1] - ends[0]));
        if (buffer.Length < length) buffer = new byte[Math.Max(length, Math.Min(2L * buffer.Length, Array.MaxLength))];
        ReadExactly(file, buffer.AsSpan(0, length), ((parts + 1L) * sizeof(long)) + ends[0], path);
        return buffer.AsSpan(0, length);
    }

    private static void ReadExactly(SafeFileHandle file, Span<byte> bytes, long position, string path)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(file, bytes, position);
            if (read == 0) throw new IOException($"{path}: ends too early; delete its folder to begin anew");
            bytes = bytes[read..];
            position += read;
        }
    }
}
