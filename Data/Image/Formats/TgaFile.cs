using System.Buffers.Binary;

namespace Gexia.Data.Image.Formats;

/// <summary>
/// The outer structure of a TGA picture, which has no signature: a header that makes sense, and pixels that are all there.
/// </summary>
/// <param name="Type">1 palette, 2 colour, 3 grey; 8 more for runs.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="PixelBytes">Bytes a pixel in the file.</param>
/// <param name="Start">Where the pixels begin.</param>
internal readonly record struct TgaFile(int Type, int Width, int Height, int PixelBytes, long Start)
{
    private const int HeaderBytes = 18, FooterBytes = 26;

    private static ReadOnlySpan<byte> FooterMark => "TRUEVISION-XFILE."u8;

    /// <summary>
    /// Whether a file of no other format is a TGA: its header makes sense, and it has the footer or as many bytes as pixels need.
    /// </summary>
    /// <param name="stream">At its start, where it stays.</param>
    public static bool Is(Stream stream)
    {
        var start = stream.Position;
        var (header, footer) = (new byte[HeaderBytes], new byte[FooterBytes]);
        if (stream.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) == HeaderBytes && Parse(header) is { } tga)
        {
            var length = stream.Length - start;
            stream.Position = start + Math.Max(0, length - FooterBytes);
            var hasFooter = stream.ReadAtLeast(footer, FooterBytes, throwOnEndOfStream: false) == FooterBytes
                && footer.AsSpan(8).StartsWith(FooterMark);
            stream.Position = start;
            var full = tga.Start + ((long)tga.Width * tga.Height * tga.PixelBytes);
            // Runs of a picture take a byte for 128 pixels at least, and a 128th more than its pixels at most.
            var (least, most) =
                tga.Type < 8 ? (full, full) : (tga.Start + ((full - tga.Start) / 128 / tga.PixelBytes), full + (full / 100));
            return hasFooter || (length >= least && length <= most + FooterBytes);
        }
        stream.Position = start;
        return false;
    }

    /// <summary>The picture.</summary>
    public static RgbImage Decode(PictureSource source)
    {
        var tga = Parse(source.Slice(0, HeaderBytes, "its header")) ?? throw source.Damaged(0, "its header is no TGA header");
        source.Require(tga.Width, tga.Height);
        if (tga.Type < 8) source.Slice(tga.Start, (long)tga.Width * tga.Height * tga.PixelBytes, "its pixels");
        else tga.RequireRuns(source);
        var image = PictureDecoding.Rgb(PictureFormat.Tga, source.Bytes, source);
        if ((tga.Type & ~8) == 2 && tga.PixelBytes == 2) FiveBits.Scale(image, greenBits: 5);
        return image;
    }

    private void RequireRuns(PictureSource source)
    {
        var at = Start;
        for (var (left, steps) = ((long)Width * Height, 0); left > 0; steps++)
        {
            if (steps % (1 << 16) == 0) source.Check();
            var packet = source.At(at++, "its pixels");
            var count = (packet & 127) + 1;
            var bytes = packet >= 128 ? PixelBytes : count * PixelBytes;
            source.Slice(at, bytes, "its pixels");
            (left, at) = (left - count, at + bytes);
        }
    }

    private static TgaFile? Parse(ReadOnlySpan<byte> header)
    {
        var (hasPalette, type, depth) = (header[1], header[2], header[16]);
        var (entries, entryBits) = (BinaryPrimitives.ReadUInt16LittleEndian(header[5..]), header[7]);
        var (width, height) =
            (BinaryPrimitives.ReadUInt16LittleEndian(header[12..]), BinaryPrimitives.ReadUInt16LittleEndian(header[14..]));
        var fits = (type & ~8) switch
        {
            1 => hasPalette == 1 && depth == 8 && entries > 0 && entryBits is 15 or 16 or 24 or 32,
            2 => depth is 15 or 16 or 24 or 32,
            3 => depth is 8 or 16,
            _ => false,
        };
        if (!fits || hasPalette > 1 || width == 0 || height == 0 || (header[17] & 0xC0) != 0) return null;
        return new TgaFile(
            type, width, height, (depth + 7) / 8, HeaderBytes + header[0] + (hasPalette == 1 ? entries * ((entryBits + 7L) / 8) : 0));
    }
}
