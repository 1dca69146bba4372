using System.Buffers.Binary;

namespace Gexia.Data.Image.Formats;

/// <summary>
/// The outer structure of a Windows bitmap: enough to know that its pixels are all there. ImageSharp takes missing ones for black.
/// </summary>
internal static class BmpFile
{
    private const int FileHeader = 14;
    private const uint Rgb = 0, Rle8 = 1, Rle4 = 2, Bitfields = 3, AlphaBitfields = 6;

    /// <summary>Whether the bytes begin as a bitmap does: "BM", then a header of one of the known lengths.</summary>
    public static bool HasSignature(ReadOnlySpan<byte> head) => head.Length >= 18 && head.StartsWith("BM"u8)
        && BinaryPrimitives.ReadUInt32LittleEndian(head[FileHeader..]) is 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124;

    /// <summary>The picture.</summary>
    public static RgbImage Decode(PictureSource source)
    {
        var size = (int)BinaryPrimitives.ReadUInt32LittleEndian(source.Slice(FileHeader, 4, "its header"));
        var header = source.Slice(FileHeader, size, "its header");
        var old = size == 12;
        var (width, height) = old
            ? (BinaryPrimitives.ReadUInt16LittleEndian(header[4..]), BinaryPrimitives.ReadUInt16LittleEndian(header[6..]))
            : (BinaryPrimitives.ReadInt32LittleEndian(header[4..]), Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(header[8..])));
        source.Require(width, height);
        var depth = BinaryPrimitives.ReadUInt16LittleEndian(header[(old ? 10 : 14)..]);
        if (depth is not (1 or 2 or 4 or 8 or 16 or 24 or 32)) throw source.Damaged(FileHeader, $"{depth} bits a pixel do not exist");
        var compression = size >= 40 ? BinaryPrimitives.ReadUInt32LittleEndian(header[16..]) : Rgb;
        var start = BinaryPrimitives.ReadUInt32LittleEndian(source.Slice(10, 4, "its header"));
        if (start < FileHeader + size) throw source.Damaged(10, $"its pixels cannot begin at byte {start}, inside the header");
        switch (compression)
        {
            case Rgb or Bitfields or AlphaBitfields:
                source.Slice(start, ((width * (long)depth) + 31) / 32 * 4 * height, "its pixels");
                break;
            case Rle8 or Rle4:
                RequireRuns(source, start, width, height, compression == Rle4 ? 2 : 1);
                break;
            default:
                throw source.Damaged(FileHeader + 16, $"compression {compression} is not read");
        }
        var image = PictureDecoding.Rgb(PictureFormat.Bmp, source.Bytes, source);
        if (depth == 16) FiveBits.Scale(image, greenBits: compression == Rgb || GreenMask(source) == 0x3E0 ? 5 : 6);
        return image;
    }

    private static uint GreenMask(PictureSource source) =>
        BinaryPrimitives.ReadUInt32LittleEndian(source.Slice(FileHeader + 44, 4, "its header"));

    /// <summary>Follows the runs of a compressed bitmap to its end mark or its last pixel.</summary>
    private static void RequireRuns(PictureSource source, long at, int width, long height, int pixelsAByte)
    {
        const string What = "its pixels";
        for (var (x, y, steps) = (0L, 0L, 0); y < height - 1 || (y == height - 1 && x < width); steps++)
        {
            if (steps % (1 << 16) == 0) source.Check();
            var (count, value) = (source.At(at, What), source.At(at + 1, What));
            at += 2;
            if (count > 0) x += count;
            else if (value == 0) (x, y) = (0, y + 1);
            else if (value == 1) return;
            else if (value == 2)
            {
                x += source.At(at, What);
                y += source.At(at + 1, What);
                at += 2;
            }
            else
            {
                var bytes = (value + pixelsAByte - 1) / pixelsAByte;
                source.Slice(at, bytes, What);
                (x, at) = (x + value, at + bytes + (bytes & 1));
            }
        }
    }
}
