namespace Gexia.Search.Windows;

/// <summary>What a frame looks like from afar: the mean colours of a grid of 8 × 8 fields.</summary>
internal static class FrameSignature
{
    /// <summary>Fields of a side.</summary>
    public const int Side = 8;

    // Rows and columns of a field that are looked at: about so many.
    private const int Points = 16;

    /// <summary>Bytes of a signature.</summary>
    public const int Length = 3 * Side * Side;

    /// <summary>The signature of a frame; of one with less than 8 rows or columns fields repeat.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">[height, width, 3].</param>
    public static byte[] Of(int width, int height, ReadOnlySpan<byte> pixels)
    {
        var signature = new byte[Length];
        for (var field = 0; field < Side * Side; field++)
        {
            var (top, bottom) = Range(field / Side, height);
            var (left, right) = Range(field % Side, width);
            int red = 0, green = 0, blue = 0, count = 0;
            int down = 1 + ((bottom - top) / Points), across = 1 + ((right - left) / Points);
            for (var y = top; y < bottom; y += down)
                for (var x = left; x < right; x += across, count++)
                {
                    var at = 3 * ((y * width) + x);
                    (red, green, blue) = (red + pixels[at], green + pixels[at + 1], blue + pixels[at + 2]);
                }
            (signature[3 * field], signature[(3 * field) + 1], signature[(3 * field) + 2]) =
                ((byte)(red / count), (byte)(green / count), (byte)(blue / count));
        }
        return signature;
    }

    /// <summary>Mean difference of two signatures, 0..255.</summary>
    public static double Distance(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var sum = 0;
        for (var i = 0; i < Length; i++) sum += Math.Abs(a[i] - b[i]);
        return (double)sum / Length;
    }

    private static (int From, int To) Range(int field, int side)
    {
        var from = field * side / Side;
        return (from, Math.Max((field + 1) * side / Side, from + 1));
    }
}
