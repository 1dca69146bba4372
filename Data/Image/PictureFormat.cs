using Gexia.Data.Image.Formats;

namespace Gexia.Data.Image;

/// <summary>Formats of pictures that are read without another program.</summary>
public enum PictureFormat
{
    /// <summary>Portable Network Graphics, still or animated.</summary>
    Png,

    /// <summary>JPEG, sequential or progressive.</summary>
    Jpeg,

    /// <summary>Graphics Interchange Format, still or animated.</summary>
    Gif,

    /// <summary>WebP, lossy or lossless, still or animated.</summary>
    Webp,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>Tagged Image File Format.</summary>
    Tiff,

    /// <summary>Truevision TGA.</summary>
    Tga,

    /// <summary>Portable bitmap, graymap or pixmap (PBM, PGM, PPM).</summary>
    Pnm,
}

/// <summary>Finds the format of a picture in its bytes; names play no part.</summary>
internal static class PictureFormats
{
    /// <summary>Bytes from the start that <see cref="BySignature"/> looks at.</summary>
    public const int HeadBytes = 32;

    /// <summary>What messages say is read.</summary>
    public const string Names = "PNG, JPEG, GIF, WebP, BMP, TIFF, TGA and PPM/PGM/PBM";

    /// <summary>The format by the first bytes of a file; null where none fits.</summary>
    /// <param name="head">At least <see cref="HeadBytes"/> bytes, or all there are.</param>
    public static PictureFormat? BySignature(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(PngChunk.Signature)) return PictureFormat.Png;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return PictureFormat.Jpeg;
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8)) return PictureFormat.Gif;
        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8)) return PictureFormat.Webp;
        if (BmpFile.HasSignature(head)) return PictureFormat.Bmp;
        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8))
            return PictureFormat.Tiff;
        return PnmFile.HasSignature(head) ? PictureFormat.Pnm : null;
    }
}
