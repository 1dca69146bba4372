using Gexia.Data.Image;

namespace Gexia.Data.Video;

/// <summary>The size in which frames are kept.</summary>
public readonly record struct FrameGeometry
{
    private readonly int resolution, rows;
    private readonly bool crop;

    private FrameGeometry(int resolution, bool crop, int rows = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resolution);
        (this.resolution, this.crop, this.rows) = (resolution, crop, rows);
    }

    /// <summary>As decoded.</summary>
    public static FrameGeometry Original => default;

    /// <summary>CLIP's test-time geometry: short side to <paramref name="resolution"/>, then the middle square.</summary>
    /// <param name="resolution">Pixels a side, at least 1.</param>
    public static FrameGeometry Square(int resolution) => new(resolution, crop: true);

    /// <summary>Short side to <paramref name="resolution"/>, nothing cut off: what a random crop can draw from.</summary>
    /// <param name="resolution">Pixels of the short side, at least 1.</param>
    public static FrameGeometry ShortSide(int resolution) => new(resolution, crop: false);

    /// <summary>
    /// What a model's preprocessing needs, and no more: a model that cuts its square out of a larger picture does so itself.
    /// </summary>
    /// <param name="preprocessing">The model's.</param>
    public static FrameGeometry For(ClipPreprocessing preprocessing) =>
        preprocessing.ShortSide == preprocessing.Size ? Square(preprocessing.Size) : ShortSide(preprocessing.ShortSide);

    /// <summary>Shrunk until it fits into a box, with nothing cut off: what a page shows. Smaller frames stay as they are.</summary>
    /// <param name="width">Most columns, at least 1.</param>
    /// <param name="height">Most rows, at least 1.</param>
    public static FrameGeometry Within(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return new(width, crop: false, height);
    }

    /// <summary>The resize for pictures of this size; null when they stay as they are.</summary>
    internal ResizePlan? Plan(int width, int height)
    {
        if (this.resolution == 0) return null;
        if (this.crop) return ClipPixels.SquarePlan(width, height, this.resolution);
        var (newWidth, newHeight) = this.rows > 0 ? SizeWithin(width, height) : ClipPixels.ShortSideSize(width, height, this.resolution);
        return new ResizePlan(
            width, height, new PixelBox(0, 0, width, height), newWidth, newHeight, new PixelBox(0, 0, newWidth, newHeight));
    }

    private (int Width, int Height) SizeWithin(int width, int height)
    {
        var scale = Math.Min(1, Math.Min((double)this.resolution / width, (double)this.rows / height));
        return (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
    }
}
