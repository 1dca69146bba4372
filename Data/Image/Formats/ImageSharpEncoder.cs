using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.PixelFormats;

namespace Gexia.Data.Image.Formats;

/// <summary>The one place that has ImageSharp write.</summary>
internal static class ImageSharpEncoder
{
    public static void Jpeg(Stream stream, RgbImage image, int quality)
    {
        var configuration = new Configuration { MaxDegreeOfParallelism = 1 };
        using var picture = SixLabors.ImageSharp.Image.LoadPixelData<Rgb24>(
            configuration, image.Pixels.AsSpan(0, 3 * image.Width * image.Height), image.Width, image.Height);
        new JpegEncoder { Quality = quality }.Encode(picture, stream);
    }
}
