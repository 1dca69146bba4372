namespace Gexia.Data.Image;

/// <summary>How a stored picture is turned to stand upright: the values 1 to 8 of EXIF's tag 274. Any other value means nothing.</summary>
/// <param name="Value">1 as stored; 2 mirrored; 3 turned by 180°; 4 upside down; 5 transposed; 6 turned right; 7 transposed the other
/// way; 8 turned left.</param>
internal readonly record struct Orientation(int Value)
{
    /// <summary>As stored.</summary>
    public static Orientation Upright { get; } = new(1);

    /// <summary>The picture as it is to be seen; itself where nothing is to be done.</summary>
    public RgbImage Apply(RgbImage image)
    {
        if (Value is < 2 or > 8) return image;
        var (transposed, mirrored, flipped) = (Value >= 5, Value is 2 or 3 or 6 or 7, Value is 3 or 4 or 7 or 8);
        var (width, height) = transposed ? (image.Height, image.Width) : (image.Width, image.Height);
        var turned = new RgbImage(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                // Mirroring and flipping are counted in the result's axes, transposing comes first.
                var (u, v) = (mirrored ? width - 1 - x : x, flipped ? height - 1 - y : y);
                var from = 3 * (transposed ? (u * image.Width) + v : (v * image.Width) + u);
                image.Pixels.AsSpan(from, 3).CopyTo(turned.Pixels.AsSpan(3 * ((y * width) + x)));
            }
        }
        return turned;
    }
}
