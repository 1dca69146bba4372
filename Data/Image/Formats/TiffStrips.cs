using System.IO.Compression;

namespace Gexia.Data.Image.Formats;

/// <summary>Knows whether the strips of a TIFF picture hold all of its rows. ImageSharp takes what is missing for black.</summary>
internal static class TiffStrips
{
    /// <summary>Compressions of fax machines.</summary>
    public const int Huffman = 2, Group3 = 3, Group4 = 4;

    private const int None = 1, Lzw = 5, Deflate = 8, OldDeflate = 32946, PackBits = 32773;
    private const int YCbCr = 6;

    /// <summary>Checks every strip of the picture.</summary>
    /// <param name="source">The file.</param>
    /// <param name="directory">Its first directory.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="photometric">What samples mean.</param>
    /// <exception cref="ImageException">A strip is missing, reaches beyond the file or holds too little.</exception>
    public static void Require(PictureSource source, TiffDirectory directory, int width, int height, int photometric)
    {
        var (samples, isPlanar) = ((int)directory.Number(TiffTag.Samples, 1), directory.Number(TiffTag.Planes, 1) == 2);
        if (samples is < 1 or > 16) throw source.Damaged(-1, $"{samples} samples a pixel are not read");
        var depths = directory.Numbers(TiffTag.Bits, samples);
        var rowBits = isPlanar || depths.Length < samples ? (depths.Length > 0 ? depths[0] : 1) * (isPlanar ? 1 : samples) : depths.Sum();
        var rows = Math.Clamp(directory.Number(TiffTag.RowsAStrip, height), 1, height);
        var (planes, strips) = (isPlanar ? samples : 1, (height + rows - 1) / rows);
        var (offsets, counts) = (directory.Numbers(TiffTag.Offsets), directory.Numbers(TiffTag.Counts));
        if (offsets.Length < planes * strips || counts.Length < planes * strips)
            throw source.Damaged(-1, $"{planes * strips} strips are needed, {Math.Min(offsets.Length, counts.Length)} are there");
        var compression = (int)directory.Number(TiffTag.Compression, None);
        for (var i = 0; i < planes * strips; i++)
        {
            source.Check();
            var data = source.Slice(offsets[i], counts[i], $"strip {i}");
            if (photometric == YCbCr) continue;         // its rows are shorter where colours are stored at less than full size
            var stripRows = i % strips == strips - 1 ? height - ((strips - 1) * rows) : rows;
            var expected = (((long)width * rowBits) + 7) / 8 * stripRows;
            var held = compression switch
            {
                None => data.Length,
                Lzw => LzwLength.OfTiff(data, expected, source),
                PackBits => PackBitsLength(data, expected),
                Deflate or OldDeflate => DeflateLength(source, offsets[i], counts[i], expected),
                _ => expected,
            };
            if (held < expected) throw source.Damaged(offsets[i], $"strip {i} holds {held} of {expected} bytes");
        }
    }

    private static long PackBitsLength(ReadOnlySpan<byte> data, long most)
    {
        var held = 0L;
        for (var at = 0; at < data.Length && held < most;)
        {
            var count = (sbyte)data[at];
            if (count == -128) at++;
            else if (count < 0) (held, at) = at + 1 < data.Length ? (held + 1 - count, at + 2) : (held, data.Length);
            else (held, at) = (held + Math.Min(count + 1, data.Length - at - 1), at + count + 2);
        }
        return held;
    }

    private static long DeflateLength(PictureSource source, long offset, long count, long most)
    {
        try
        {
            using var inflater = new ZLibStream(
                new MemoryStream(source.Bytes, (int)offset, (int)count, writable: false), CompressionMode.Decompress);
            var buffer = new byte[1 << 16];
            var held = 0L;
            while (held < most && inflater.Read(buffer) is > 0 and var read)
            {
                source.Check();
                held += read;
            }
            return held;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw source.Damaged(offset, "the compressed data is damaged");
        }
    }
}
