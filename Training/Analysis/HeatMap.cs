using Gexia.Data.Image;

namespace Gexia.Training.Analysis;

/// <summary>Numbers as colours: blue below zero, white at zero, red above.</summary>
internal static class HeatMap
{
    private const double Opacity = 0.62;

    private static readonly (double R, double G, double B)[] Stops =
        [(33, 102, 172), (103, 169, 207), (209, 229, 240), (247, 247, 247), (253, 219, 199), (239, 138, 98), (178, 24, 43)];

    /// <summary>A frame under the colours of a map, which is stretched over it (bilinear, align_corners = false).</summary>
    /// <param name="frame">What is below.</param>
    /// <param name="map">[rows, columns] numbers.</param>
    /// <param name="range">The number that is fully red; 0 or less leaves everything white.</param>
    public static RgbImage Over(RgbImage frame, double[,] map, double range)
    {
        var result = new RgbImage(frame.Width, frame.Height);
        for (var row = 0; row < frame.Height; row++)
        {
            for (var column = 0; column < frame.Width; column++)
            {
                var value = Bilinear.Sample(map, (row + 0.5) / frame.Height, (column + 0.5) / frame.Width);
                var (r, g, b) = Color(range > 0 && double.IsFinite(value) ? value / range : 0);
                var at = ((row * frame.Width) + column) * 3;
                result.Pixels[at] = Blend(frame.Pixels[at], r);
                result.Pixels[at + 1] = Blend(frame.Pixels[at + 1], g);
                result.Pixels[at + 2] = Blend(frame.Pixels[at + 2], b);
            }
        }
        return result;
    }

    /// <summary>The colours from −1 to 1 as a band.</summary>
    public static RgbImage Scale(int width = 256)
    {
        var band = new RgbImage(width, 1);
        for (var i = 0; i < width; i++)
        {
            var (r, g, b) = Color((2.0 * i / (width - 1)) - 1);
            (band.Pixels[i * 3], band.Pixels[(i * 3) + 1], band.Pixels[(i * 3) + 2]) = ((byte)r, (byte)g, (byte)b);
        }
        return band;
    }

    /// <summary>The colour of a number in −1..1, each channel 0..255.</summary>
    internal static (double R, double G, double B) Color(double value)
    {
        var place = (Math.Clamp(value, -1, 1) + 1) / 2 * (Stops.Length - 1);
        var below = Math.Min((int)place, Stops.Length - 2);
        var part = place - below;
        var (a, b) = (Stops[below], Stops[below + 1]);
        return (a.R + ((b.R - a.R) * part), a.G + ((b.G - a.G) * part), a.B + ((b.B - a.B) * part));
    }

    private static byte Blend(byte below, double above) => (byte)Math.Round((below * (1 - Opacity)) + (above * Opacity));
}
