using Gexia.Data.Image.Formats;

namespace Gexia.Data.Image;

/// <summary>Writes JPEG pictures; <see cref="Picture"/> reads them.</summary>
/// <example><code>
/// using var file = File.Create("cat.jpg");
/// Jpeg.Encode(file, Picture.Read("cat.png"));
/// </code></example>
public static class Jpeg
{
    /// <summary>Writes a picture. The same pixels and quality give the same bytes.</summary>
    /// <param name="stream">Receives the file.</param>
    /// <param name="image">At most 65535 pixels a side.</param>
    /// <param name="quality">1..100.</param>
    public static void Encode(Stream stream, RgbImage image, int quality = 80)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        ImageSharpEncoder.Jpeg(stream, image, quality);
    }
}
