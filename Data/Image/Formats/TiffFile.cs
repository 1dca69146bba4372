using System.Runtime.InteropServices;

namespace Gexia.Data.Image.Formats;

/// <summary>The first picture of a TIFF file: its strips are known to be whole before they are decoded.</summary>
internal static class TiffFile
{
    private const int Grey0 = 0, Grey1 = 1, Rgb = 2, Palette = 3, Cmyk = 5;
    private const int Associated = 1, Unassociated = 2;

    /// <summary>What the decoder gets to see: all that pixels depend on.</summary>
    private static ReadOnlySpan<int> Kept =>
    [
        TiffTag.Width, TiffTag.Height, TiffTag.Bits, TiffTag.Compression, TiffTag.Photometric, TiffTag.FillOrder, TiffTag.Offsets,
        TiffTag.Samples, TiffTag.Counts, TiffTag.Planes, TiffTag.T4, TiffTag.T6, TiffTag.Predictor, TiffTag.Colors, TiffTag.Extra,
        TiffTag.SampleFormat, TiffTag.JpegTables, TiffTag.Coefficients, TiffTag.Subsampling, TiffTag.Reference,
    ];

    /// <summary>The picture, turned upright.</summary>
    public static RgbImage Decode(PictureSource source)
    {
        var directory = new TiffDirectory(source);
        var (width, height) = (directory.Number(TiffTag.Width, 0), directory.Number(TiffTag.Height, 0));
        source.Require(width, height);
        if (directory.Numbers(TiffTag.TileWidth, 1).Length > 0)
            throw source.Damaged(-1, "TIFF in tiles is not read; save it in strips, or read it with ffmpeg");
        var bits = (int)directory.Number(TiffTag.Bits, 1);
        if (bits > 16 || directory.Number(TiffTag.SampleFormat, 1) != 1)
            throw source.Damaged(-1, $"TIFF is read where samples are whole numbers of up to 16 bits; here they have {bits} bits");
        var photometric = (int)directory.Number(TiffTag.Photometric, Rgb);
        TiffStrips.Require(source, directory, (int)width, (int)height, photometric);

        var changed =
            new Dictionary<int, int> { [TiffTag.RowsAStrip] = (int)Math.Clamp(directory.Number(TiffTag.RowsAStrip, height), 1, height) };
        if (directory.Numbers(TiffTag.Bits, 1).Length == 0) changed[TiffTag.Bits] = 1;        // left out in black and white
        var upright = new Orientation((int)Math.Min(directory.Number(TiffTag.Orientation, 1), 9));
        return upright.Apply(Pixels(new(source, directory, changed), photometric, bits, (int)directory.Number(TiffTag.Samples, 1)));
    }

    private readonly record struct Reading(PictureSource Source, TiffDirectory Directory, Dictionary<int, int> Changed)
    {
        /// <summary>Whether samples of a pixel lie together and are stored as they are.</summary>
        public bool IsPlain => Directory.Number(TiffTag.Predictor, 1) == 1 && Directory.Number(TiffTag.Planes, 1) == 1;

        public DecodedPixels As(PixelLayout layout) =>
            ImageSharpDecoder.Decode(PictureFormat.Tiff, Directory.With(Kept, Changed), Source, layout);
    }

    private static RgbImage Pixels(Reading reading, int photometric, int bits, int samples)
    {
        switch (photometric, samples)
        {
            case (Grey1, 1) when reading.Directory.Number(TiffTag.Compression, 0) is TiffStrips.Huffman
                or TiffStrips.Group3
                or TiffStrips.Group4:
                // Codes of fax speak of white and black; here 0, which is their white, is to be black.
                reading.Changed[TiffTag.Photometric] = Grey0;
                var fax = reading.As(PixelLayout.Rgb);
                for (var i = 0; i < fax.Bytes.Length; i++) fax.Bytes[i] ^= 255;
                return new RgbImage(fax.Width, fax.Height, fax.Bytes);
            case (Grey0 or Grey1, 1) when bits > 8:
                return Clipped(reading.As(PixelLayout.Grey16));
            case (Grey0 or Grey1, 2) when bits == 8 && reading.IsPlain:
                return GreyOfTwo(reading, photometric == Grey0);
            case (Rgb, 4):
                reading.Changed[TiffTag.Extra] =
                    reading.Directory.Number(TiffTag.Extra, Unassociated) == Associated ? Associated : Unassociated;
                break;
            case (Cmyk, 4) when bits == 8:
                (reading.Changed[TiffTag.Photometric], reading.Changed[TiffTag.Extra]) = (Rgb, Unassociated);
                return FromCmyk(reading.As(PixelLayout.Rgba));
        }
        if (bits > 8 || photometric == Palette) return HighBytes(reading.As(PixelLayout.Rgb16));
        var (width, height, bytes) = reading.As(PixelLayout.Rgb);
        return new RgbImage(width, height, bytes);
    }

    /// <summary>Grey and alpha of a byte each, decoded as grey of 16 bits: ImageSharp 2.1.13 knows no grey with alpha.</summary>
    private static RgbImage GreyOfTwo(Reading reading, bool isInverted)
    {
        reading.Changed[TiffTag.Samples] = 1;
        (reading.Changed[TiffTag.Bits], reading.Changed[TiffTag.Photometric]) = (16, Grey1);
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

    /// <summary>
    /// From cyan, magenta, yellow and black to what black leaves of their complements, c · (255 − k) / 255 rounded, as in Pillow.
    /// </summary>
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
}
