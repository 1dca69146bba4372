namespace Gexia.Data.Image;

/// <summary>Training augmentation: a random part of the picture, resized to a square. One box serves all frames of a sample.</summary>
/// <remarks>
/// The area is a uniform share of the picture's, the ratio width : height log-uniform. Where a ratio would not fit into the
/// picture at that area, it is drawn from the ratios that do; so the box is a pure function of four numbers, without
/// rejection, and keeps its area. Never mirrored: captions can mention left and right.
/// </remarks>
/// <param name="MinScale">Smallest share of the area, in (0, 1].</param>
/// <param name="MaxScale">Largest share, at most 1.</param>
/// <param name="MinRatio">Smallest width : height.</param>
/// <param name="MaxRatio">Largest width : height.</param>
public sealed record RandomResizedCrop(double MinScale = 0.5, double MaxScale = 1, double MinRatio = 3.0 / 4, double MaxRatio = 4.0 / 3)
{
    /// <summary>The box that four uniform numbers stand for.</summary>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="uniforms">Four numbers in [0, 1): area, ratio, horizontal and vertical place.</param>
    /// <returns>A box inside the picture.</returns>
    public PixelBox Draw(int width, int height, ReadOnlySpan<double> uniforms)
    {
        if (uniforms.Length != 4)
            throw new ArgumentException($"RandomResizedCrop: four uniform numbers are needed, not {uniforms.Length}.");
        var area = (MinScale + uniforms[0] * (MaxScale - MinScale)) * width * height;
        // w = √(area·r) ≤ width and h = √(area/r) ≤ height bound the ratio r; area ≤ width·height keeps the bounds in order.
        var (narrowest, widest) = (area / ((double)height * height), (double)width * width / area);
        var low = Math.Clamp(MinRatio, narrowest, widest);
        var high = Math.Clamp(MaxRatio, narrowest, widest);
        var ratio = low * Math.Pow(high / low, uniforms[1]);

        var boxWidth = Math.Clamp((int)Math.Round(Math.Sqrt(area * ratio)), 1, width);
        var boxHeight = Math.Clamp((int)Math.Round(Math.Sqrt(area / ratio)), 1, height);
        var left = Math.Min((int)(uniforms[2] * (width - boxWidth + 1)), width - boxWidth);
        var top = Math.Min((int)(uniforms[3] * (height - boxHeight + 1)), height - boxHeight);
        return new PixelBox(left, top, boxWidth, boxHeight);
    }
}
