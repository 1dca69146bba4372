namespace Gexia.Data.Image;

/// <summary>A rectangle of whole pixels.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
public readonly record struct PixelBox(int Left, int Top, int Width, int Height);

/// <summary>Antialiased bicubic resizing of 8-bit RGB, bit for bit as Pillow's <c>Image.resize(…, BICUBIC)</c>.</summary>
public static class Resize
{
    /// <summary>Scales a picture.</summary>
    /// <param name="image">The source.</param>
    /// <param name="width">Columns of the result, at least 1.</param>
    /// <param name="height">Rows of the result, at least 1.</param>
    /// <returns>A new picture.</returns>
    public static RgbImage Bicubic(RgbImage image, int width, int height) =>
        Bicubic(image, new PixelBox(0, 0, image.Width, image.Height), width, height);

    /// <summary>Scales a part of a picture as if it had been cut out first.</summary>
    /// <param name="image">The source.</param>
    /// <param name="source">The part, inside the picture.</param>
    /// <param name="width">Columns of the result, at least 1.</param>
    /// <param name="height">Rows of the result, at least 1.</param>
    /// <returns>A new picture.</returns>
    public static RgbImage Bicubic(RgbImage image, PixelBox source, int width, int height)
    {
        var plan = new ResizePlan(image.Width, image.Height, source, width, height, new PixelBox(0, 0, width, height));
        return plan.Apply(image.Pixels);
    }
}
