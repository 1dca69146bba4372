using System.Buffers.Binary;
using System.IO.Compression;
using Gexia.Data.Image;

namespace Gexia.Tests.Data.Image;

/// <summary>Writes PNG files of every kind, including wrong ones, sample by sample.</summary>
internal static class PngSamples
{
    /// <summary>A PNG whose sample c of pixel (x, y) is <paramref name="sample"/>(x, y, c), rows filtered in turns.</summary>
    public static byte[] Encode(
        int width, int height, int depth, PngColor color, bool interlaced, Func<int, int, int, int> sample,
        params (string, byte[])[] before)
    {
        var header = new PngHeader(width, height, depth, color, interlaced);
        return File(
            [
                (PngChunkType.Header, header.ToBytes()),
                .. before,
                (PngChunkType.Data, Data(header, width, height, sample)),
                (PngChunkType.End, [])
            ]);
    }

    public static byte[] File(params (string Type, byte[] Data)[] chunks)
    {
        var file = new MemoryStream();
        file.Write(PngChunk.Signature);
        foreach (var (type, data) in chunks) PngChunk.Write(file, type, data);
        return file.ToArray();
    }

    public static byte[] Data(PngHeader header, int width, int height, Func<int, int, int, int> sample)
    {
        var compressed = new MemoryStream();
        using (var deflater = new ZLibStream(compressed, CompressionLevel.Fastest))
            foreach (var pass in header.Interlaced ? Adam7.Passes : Adam7.Whole)
            {
                if (pass.Columns(width) == 0) continue;
                var above = new byte[header.RowBytes(pass.Columns(width))];
                for (var j = 0; j < pass.Rows(height); j++)
                {
                    var row = new byte[above.Length];
                    for (var i = 0; i < pass.Columns(width); i++)
                        for (var c = 0; c < header.Channels; c++)
                            Put(row, i * header.Channels + c, header.BitDepth, sample(pass.X + i * pass.StepX, pass.Y + j * pass.StepY, c));
                    var filtered = new byte[row.Length];
                    PngFilter.Apply(j % PngFilter.Count, row, above, header.FilterStride, filtered);
                    deflater.WriteByte((byte)(j % PngFilter.Count));
                    deflater.Write(filtered);
                    above = row;
                }
            }
        return compressed.ToArray();
    }

    /// <summary>An fdAT chunk's content.</summary>
    public static byte[] Numbered(uint sequence, byte[] data)
    {
        var numbered = new byte[4 + data.Length];
        BinaryPrimitives.WriteUInt32BigEndian(numbered, sequence);
        data.CopyTo(numbered, 4);
        return numbered;
    }

    private static void Put(byte[] row, int position, int depth, int value)
    {
        if (depth == 16)
        {
            row[2 * position] = (byte)(value >> 8);
            row[2 * position + 1] = (byte)value;
        }
        else row[position * depth / 8] |= (byte)(value << (8 - depth - position * depth % 8));
    }
}
