namespace Gexia.Training.Analysis;

/// <summary>Values between the cells of a map that is stretched over a frame (bilinear, align_corners = false).</summary>
internal static class Bilinear
{
    /// <summary>The map's value at a place of 0..1, between the centres of its cells.</summary>
    /// <param name="map">[rows, columns].</param>
    /// <param name="down">0 at the upper border, 1 at the lower one.</param>
    /// <param name="across">0 at the left border, 1 at the right one.</param>
    public static double Sample(double[,] map, double down, double across)
    {
        var (rows, columns) = (map.GetLength(0), map.GetLength(1));
        var y = Math.Clamp((down * rows) - 0.5, 0, rows - 1);
        var x = Math.Clamp((across * columns) - 0.5, 0, columns - 1);
        var (top, left) = ((int)y, (int)x);
        var (bottom, right) = (Math.Min(top + 1, rows - 1), Math.Min(left + 1, columns - 1));
        double high = map[top, left] + ((map[top, right] - map[top, left]) * (x - left));
        double low = map[bottom, left] + ((map[bottom, right] - map[bottom, left]) * (x - left));
        return high + ((low - high) * (y - top));
    }
}
