using Gexia.Data.Image;

namespace Gexia.Search.Windows;

/// <summary>What a frame looks like from afar: the mean colours of a grid of 8 × 8 fields.</summary>
internal static class FrameSignature
{
    /// <summary>Fields of a side.</summary>
    public const int Side = 8;

    /// <summary>Bytes of a signature.</summary>
    public const int Length = 3 * Side * Side;

    /// <summary>The signature of a frame; of one with less than 8 rows or columns fields repeat.</summary>
    /// <param name="frame">Of any size.</param>
    public static byte[] Of(RgbImage frame)
    {
        var signature = new byte[Length];
        for (var field = 0; field < Side * Side; field++)
        {
            var (top, bottom) = Range(field / Side, frame.Height);
            var (left, right) = Range(field % Side, frame.Width);
            var (red, green, blue) = (0L, 0L, 0L);
            for (var y = top; y < bottom; y++)
                for (var at = 3 * ((y * frame.Width) + left); at < 3 * ((y * frame.Width) + right); at += 3)
                    (red, green, blue) = (red + frame.Pixels[at], green + frame.Pixels[at + 1], blue + frame.Pixels[at + 2]);
            var count = (bottom - top) * (right - left);
            (signature[3 * field], signature[(3 * field) + 1], signature[(3 * field) + 2]) = ((byte)(red / count), (byte)(green / count), (byte)(blue / count));
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
