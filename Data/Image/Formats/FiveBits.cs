namespace Gexia.Data.Image.Formats;

/// <summary>Colours of five bits, or six for green, as bytes.</summary>
internal static class FiveBits
{
    /// <summary>
    /// From ImageSharp's scaling, which repeats the high bits below the low ones, to Pillow's: ⌊v · 255 / most⌋. In place.
    /// </summary>
    public static void Scale(RgbImage image, int greenBits)
    {
        var (five, green) = (Table(5), Table(greenBits));
        for (var i = 0; i < image.Pixels.Length; i += 3)
        {
            image.Pixels[i] = five[image.Pixels[i]];
            image.Pixels[i + 1] = green[image.Pixels[i + 1]];
            image.Pixels[i + 2] = five[image.Pixels[i + 2]];
        }
    }

    private static byte[] Table(int bits)
    {
        var table = new byte[256];
        for (var i = 0; i < table.Length; i++) table[i] = (byte)((i >> (8 - bits)) * 255 / ((1 << bits) - 1));
        return table;
    }
}
