using System.IO.Compression;

namespace Gexia.Data.Image.Formats;

/// <summary>The first picture of a TIFF file: its strips are known to be whole before they are decoded.</summary>
internal static class TiffFile
{
    private const int Grey0 = 0, Grey1 = 1, YCbCr = 6;
    private const int None = 1, Lzw = 5, Deflate = 8, OldDeflate = 32946, PackBits = 32773;

    private static class Tag
    {
        public const int Width = 256, Height = 257, Bits = 258, Compression = 259, Photometric = 262, Offsets = 273, Orientation = 274,
            Samples = 277, RowsAStrip = 278, Counts = 279, Planes = 284, TileWidth = 322, SampleFormat = 339;
    }

    /// <summary>The picture, turned upright.</summary>
    public static RgbImage Decode(PictureSource source)
    {
        var directory = new TiffDirectory(source);
        var (width, height) = (directory.Number(Tag.Width, 0), directory.Number(Tag.Height, 0));
        source.Require(width, height);
        if (directory.Numbers(Tag.TileWidth, 1).Length > 0) throw source.Damaged(-1, "TIFF in tiles is not read; save it in strips, or read it with ffmpeg");
        var bits = (int)directory.Number(Tag.Bits, 1);
        if (bits > 16 || directory.Number(Tag.SampleFormat, 1) != 1) throw source.Damaged(-1, $"TIFF with samples of {bits} bits that are not whole numbers of up to 16 bits is not read");
        var photometric = (int)directory.Number(Tag.Photometric, 2);
        RequireStrips(source, directory, (int)width, (int)height, photometric);

        var upright = new Orientation((int)Math.Min(directory.Number(Tag.Orientation, 1), 9));
        if (bits <= 8) return upright.Apply(PictureDecoding.Rgb(PictureFormat.Tiff, source.Bytes, source));
        return upright.Apply(photometric is Grey0 or Grey1 ? Clipped(source) : HighBytes(source));
    }

    /// <summary>Grey of more than 8 bits, clipped at 255: Pillow takes it for integers.</summary>
    private static RgbImage Clipped(PictureSource source)
    {
        var (width, height, bytes) = ImageSharpDecoder.Decode(PictureFormat.Tiff, source.Bytes, source, PixelLayout.Grey16);
        var samples = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(bytes);
        var image = new RgbImage(width, height);
        for (var i = 0; i < samples.Length; i++) image.Pixels.AsSpan(3 * i, 3).Fill((byte)Math.Min(samples[i], (ushort)255));
        return image;
    }

    private static RgbImage HighBytes(PictureSource source)
    {
        var (width, height, bytes) = ImageSharpDecoder.Decode(PictureFormat.Tiff, source.Bytes, source, PixelLayout.Rgb16);
        var samples = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(bytes);
        var image = new RgbImage(width, height);
        for (var i = 0; i < samples.Length; i++) image.Pixels[i] = (byte)(samples[i] >> 8);
        return image;
    }

    private static void RequireStrips(PictureSource source, TiffDirectory directory, int width, int height, int photometric)
    {
        var (samples, isPlanar) = ((int)directory.Number(Tag.Samples, 1), directory.Number(Tag.Planes, 1) == 2);
        if (samples is < 1 or > 16) throw source.Damaged(-1, $"{samples} samples a pixel are not read");
        var depths = directory.Numbers(Tag.Bits, samples);
        var rowBits = isPlanar || depths.Length < samples ? (depths.Length > 0 ? depths[0] : 1) * (isPlanar ? 1 : samples) : depths.Sum();
        var rows = Math.Clamp(directory.Number(Tag.RowsAStrip, height), 1, height);
        var (planes, strips) = (isPlanar ? samples : 1, (height + rows - 1) / rows);
        var (offsets, counts) = (directory.Numbers(Tag.Offsets), directory.Numbers(Tag.Counts));
        if (offsets.Length < planes * strips || counts.Length < planes * strips)
            throw source.Damaged(-1, $"{planes * strips} strips are needed, {Math.Min(offsets.Length, counts.Length)} are there");
        var compression = (int)directory.Number(Tag.Compression, None);
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
            using var inflater = new ZLibStream(new MemoryStream(source.Bytes, (int)offset, (int)count, writable: false), CompressionMode.Decompress);
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
