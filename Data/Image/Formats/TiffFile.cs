using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Gexia.Data.Image.Formats;

/// <summary>The first picture of a TIFF file: its strips are known to be whole before they are decoded.</summary>
internal static class TiffFile
{
    private const int Grey0 = 0, Grey1 = 1, Rgb = 2, Palette = 3, Cmyk = 5, YCbCr = 6;
    private const int None = 1, Huffman = 2, Group3 = 3, Group4 = 4, Lzw = 5, Deflate = 8, OldDeflate = 32946, PackBits = 32773;
    private const int Associated = 1, Unassociated = 2;

    /// <summary>What the decoder gets to see: all that pixels depend on.</summary>
    private static ReadOnlySpan<int> Kept =>
    [
        Tag.Width, Tag.Height, Tag.Bits, Tag.Compression, Tag.Photometric, Tag.FillOrder, Tag.Offsets, Tag.Samples, Tag.Counts, Tag.Planes,
        Tag.T4, Tag.T6, Tag.Predictor, Tag.Colors, Tag.Extra, Tag.SampleFormat, Tag.JpegTables, Tag.Coefficients, Tag.Subsampling, Tag.Reference,
    ];

    private static class Tag
    {
        public const int Width = 256, Height = 257, Bits = 258, Compression = 259, Photometric = 262, FillOrder = 266, Offsets = 273,
            Orientation = 274, Samples = 277, RowsAStrip = 278, Counts = 279, Planes = 284, T4 = 292, T6 = 293, Predictor = 317, Colors = 320,
            TileWidth = 322, Extra = 338, SampleFormat = 339, JpegTables = 347, Coefficients = 529, Subsampling = 530, Reference = 532;
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
        var photometric = (int)directory.Number(Tag.Photometric, Rgb);
        RequireStrips(source, directory, (int)width, (int)height, photometric);

        var changed = new Dictionary<int, int> { [Tag.RowsAStrip] = (int)Math.Clamp(directory.Number(Tag.RowsAStrip, height), 1, height) };
        if (directory.Numbers(Tag.Bits, 1).Length == 0) changed[Tag.Bits] = 1;        // left out in black and white
        var upright = new Orientation((int)Math.Min(directory.Number(Tag.Orientation, 1), 9));
        return upright.Apply(Pixels(new(source, directory, changed), photometric, bits, (int)directory.Number(Tag.Samples, 1)));
    }

    private readonly record struct Reading(PictureSource Source, TiffDirectory Directory, Dictionary<int, int> Changed)
    {
        public DecodedPixels As(PixelLayout layout) => ImageSharpDecoder.Decode(PictureFormat.Tiff, Directory.With(Kept, Changed), Source, layout);
    }

    private static RgbImage Pixels(Reading reading, int photometric, int bits, int samples)
    {
        switch (photometric, samples)
        {
            case (Grey1, 1) when reading.Directory.Number(Tag.Compression, None) is Huffman or Group3 or Group4:
                // Codes of fax speak of white and black; here 0, which is their white, is to be black.
                reading.Changed[Tag.Photometric] = Grey0;
                var fax = reading.As(PixelLayout.Rgb);
                for (var i = 0; i < fax.Bytes.Length; i++) fax.Bytes[i] ^= 255;
                return new RgbImage(fax.Width, fax.Height, fax.Bytes);
            case (Grey0 or Grey1, 1) when bits > 8:
                return Clipped(reading.As(PixelLayout.Grey16));
            case (Grey0 or Grey1, 2) when bits == 8 && reading.Directory.Number(Tag.Predictor, 1) == 1 && reading.Directory.Number(Tag.Planes, 1) == 1:
                return GreyOfTwo(reading, photometric == Grey0);
            case (Rgb, 4):
                reading.Changed[Tag.Extra] = reading.Directory.Number(Tag.Extra, Unassociated) == Associated ? Associated : Unassociated;
                break;
            case (Cmyk, 4) when bits == 8:
                (reading.Changed[Tag.Photometric], reading.Changed[Tag.Extra]) = (Rgb, Unassociated);
                return FromCmyk(reading.As(PixelLayout.Rgba));
        }
        if (bits > 8 || photometric == Palette) return HighBytes(reading.As(PixelLayout.Rgb16));
        var (width, height, bytes) = reading.As(PixelLayout.Rgb);
        return new RgbImage(width, height, bytes);
    }

    /// <summary>Grey and alpha of a byte each, decoded as grey of 16 bits: ImageSharp 2.1.13 knows no grey with alpha.</summary>
    private static RgbImage GreyOfTwo(Reading reading, bool isInverted)
    {
        reading.Changed[Tag.Samples] = 1;
        (reading.Changed[Tag.Bits], reading.Changed[Tag.Photometric]) = (16, Grey1);
        var (width, height, bytes) = reading.As(PixelLayout.Grey16);
        var samples = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan());
        var shift = reading.Directory.IsBigEndian ? 8 : 0;
        var image = new RgbImage(width, height);
        for (var i = 0; i < samples.Length; i++) image.Pixels.AsSpan(3 * i, 3).Fill((byte)((samples[i] >> shift) ^ (isInverted ? 255 : 0)));
        return image;
    }

    /// <summary>Grey of more than 8 bits, clipped at 255: Pillow takes it for integers.</summary>
    private static RgbImage Clipped(DecodedPixels pixels)
    {
        var samples = MemoryMarshal.Cast<byte, ushort>(pixels.Bytes.AsSpan());
        var image = new RgbImage(pixels.Width, pixels.Height);
        for (var i = 0; i < samples.Length; i++) image.Pixels.AsSpan(3 * i, 3).Fill((byte)Math.Min(samples[i], (ushort)255));
        return image;
    }

    private static RgbImage HighBytes(DecodedPixels pixels)
    {
        var samples = MemoryMarshal.Cast<byte, ushort>(pixels.Bytes.AsSpan());
        var image = new RgbImage(pixels.Width, pixels.Height);
        for (var i = 0; i < samples.Length; i++) image.Pixels[i] = (byte)(samples[i] >> 8);
        return image;
    }

    /// <summary>From cyan, magenta, yellow and black to what black leaves of their complements, c · (255 − k) / 255 rounded, as in Pillow.</summary>
    private static RgbImage FromCmyk(DecodedPixels pixels)
    {
        var image = new RgbImage(pixels.Width, pixels.Height);
        for (int from = 0, to = 0; from < pixels.Bytes.Length; from += 4, to += 3)
        {
            var rest = 255 - pixels.Bytes[from + 3];
            for (var c = 0; c < 3; c++) image.Pixels[to + c] = (byte)(rest - ((pixels.Bytes[from + c] * rest) + 127) / 255);
        }
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
