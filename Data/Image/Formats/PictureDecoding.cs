namespace Gexia.Data.Image.Formats;

/// <summary>From a file of a known format to pixels: the format's own structure is checked first, then its pixels are decoded.</summary>
internal static class PictureDecoding
{
    /// <summary>The picture, or the first frame or page.</summary>
    public static RgbImage Decode(PictureFormat format, PictureSource source) => format switch
    {
        PictureFormat.Jpeg => JpegFile.Decode(source),
        PictureFormat.Gif => GifFrames.First(source),
        PictureFormat.Webp => WebpFrames.First(source),
        PictureFormat.Bmp => BmpFile.Decode(source),
        PictureFormat.Tiff => TiffFile.Decode(source),
        PictureFormat.Tga => TgaFile.Decode(source),
        _ => PnmFile.Decode(source),
    };

    /// <summary>The frames one by one, see <see cref="Picture.Frames"/>.</summary>
    public static IEnumerable<(RgbImage? Frame, double Seconds)> Frames(
        PictureFormat format, PictureSource source, Func<int, bool> wanted) => format switch
        {
            PictureFormat.Gif => GifFrames.All(source, wanted),
            PictureFormat.Webp => WebpFrames.All(source, wanted),
            _ => [(Decode(format, source), AnimationFrame.Still)],
        };

    /// <summary>A picture that ImageSharp decodes to 8 bits a colour.</summary>
    public static RgbImage Rgb(PictureFormat format, byte[] bytes, PictureSource source)
    {
        var (width, height, pixels) = ImageSharpDecoder.Decode(format, bytes, source, PixelLayout.Rgb);
        return new RgbImage(width, height, pixels);
    }
}
