using Gexia.Data.Image;

namespace Gexia.Data.Synthetic;

/// <summary>
/// Paints scenes: scene + pose + noise stream -> frames. The picture is painted in 0..1, gets Gaussian pixel noise and is
/// rounded to bytes; models see it normalised with <see cref="Mean"/> and <see cref="Deviation"/>.
/// </summary>
/// <param name="size">Rows and columns of a frame, 8..4096; 24 is the size of the miniature experiment.</param>
public sealed class SceneRenderer(int size = SceneRenderer.DefaultSize)
{
    /// <summary>Side of a frame in the miniature experiment.</summary>
    public const int DefaultSize = 24;

    /// <summary>Mean to subtract from pixels in 0..1 before a model sees them, the same for each colour channel.</summary>
    public const double Mean = 0.3;

    /// <summary>What to divide pixels in 0..1 by after <see cref="Mean"/> was subtracted.</summary>
    public const double Deviation = 0.3;

    /// <summary>Standard deviation of the pixel noise, in 0..1.</summary>
    public const double Noise = 0.05;

    private readonly double unit = ScenePose.Side / Checked(size);       // a pixel's side in the unit of a pose

    /// <summary>Rows and columns of a frame.</summary>
    public int Size => size;

    /// <summary>The frames of one clip.</summary>
    /// <param name="scene">What it shows.</param>
    /// <param name="pose">Where the object is.</param>
    /// <param name="frames">How many frames, at least 1.</param>
    /// <param name="noise">The stream of the pixel noise; null paints without noise.</param>
    /// <returns>Pictures of <see cref="Size"/> × <see cref="Size"/> pixels, in time order.</returns>
    public RgbImage[] Render(Scene scene, ScenePose pose, int frames, Rng? noise)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(frames);
        return Render([(scene, pose)], [.. Enumerable.Repeat(scene.Background, frames)], noise);
    }

    /// <summary>The frames of a clip of several objects; of those that meet, the later one is seen.</summary>
    /// <param name="objects">What they are and where; their own backgrounds are not looked at.</param>
    /// <param name="backgrounds">What lies behind them in each frame; as many as there are frames.</param>
    /// <param name="noise">The stream of the pixel noise; null paints without noise.</param>
    /// <returns>As of one object.</returns>
    internal RgbImage[] Render(
        IReadOnlyList<(Scene Scene, ScenePose Pose)> objects, IReadOnlyList<SceneBackground> backgrounds, Rng? noise)
    {
        var result = new RgbImage[backgrounds.Count];
        for (var frame = 0; frame < result.Length; frame++)
        {
            List<Painted> seen =
                [.. from item in objects
                    where !Hidden(item.Scene, frame)
                    select new Painted(item.Scene, item.Pose.Centre(item.Scene.Motion, frame, result.Length), item.Pose.Radius)];
            result[frame] = Frame(seen, backgrounds[frame], noise);
        }
        return result;
    }

    /// <summary>The pixels that hold the object in one frame: its bounding box, cut at the frame's border.</summary>
    /// <returns>First row and column, and one past the last; all zero where the object is hidden or outside.</returns>
    public (int Top, int Left, int Bottom, int Right) ObjectBox(Scene scene, ScenePose pose, int frame, int frames)
    {
        if (Hidden(scene, frame)) return default;
        var (row, column) = pose.Centre(scene.Motion, frame, frames);
        var (top, bottom) = Span(row, pose.Radius);
        var (left, right) = Span(column, pose.Radius);
        return top < bottom && left < right ? (top, left, bottom, right) : default;
    }

    private (int First, int End) Span(double centre, double radius) => (
        Math.Clamp((int)Math.Ceiling(((centre - radius + 0.5) / unit) - 0.5), 0, size),
        Math.Clamp((int)Math.Floor(((centre + radius + 0.5) / unit) - 0.5) + 1, 0, size));

    private RgbImage Frame(List<Painted> seen, SceneBackground background, Rng? noise)
    {
        var picture = new RgbImage(size, size);
        var bytes = picture.Pixels;
        var at = 0;
        for (var r = 0; r < size; r++)
        {
            for (var c = 0; c < size; c++)
            {
                // Pixel centres, so that a size of 24 meets the whole numbers.
                double y = ((r + 0.5) * unit) - 0.5, x = ((c + 0.5) * unit) - 0.5;
                var on = seen.FindLastIndex(item => item.Covers(y, x));
                var behind = on < 0 ? Background(background, y + 0.5, x + 0.5) : 0;
                var (red, green, blue) = on < 0 ? (behind, behind, behind) : Rgb(seen[on].Scene.Color);
                bytes[at++] = Byte(red, noise);
                bytes[at++] = Byte(green, noise);
                bytes[at++] = Byte(blue, noise);
            }
        }
        return picture;
    }

    /// <summary>An object at its place in one frame.</summary>
    private readonly record struct Painted(Scene Scene, (double Row, double Column) Centre, double Radius)
    {
        public bool Covers(double y, double x) => SceneRenderer.Covers(Scene.Shape, y - Centre.Row, x - Centre.Column, Radius);
    }

    // Hidden in the outer two of every four frames. Not in every second one: a long video is sampled at every second frame,
    // so all samples of a blinking object could fall on the hidden ones, and nothing would be left to see.
    private static bool Hidden(Scene scene, int frame) => scene.Motion == SceneMotion.Blink && frame % 4 is (0 or 3);

    private static byte Byte(double value, Rng? noise)
    {
        if (noise is not null) value += Noise * noise.NextNormal();
        return (byte)Math.Clamp(Math.Round(value * 255), 0, 255);
    }

    private static bool Covers(SceneShape shape, double dy, double dx, double radius)
    {
        const double arm = 1.2, band = 2;
        var distance = Math.Sqrt((dy * dy) + (dx * dx));
        return shape switch
        {
            SceneShape.Square => Math.Abs(dy) <= radius && Math.Abs(dx) <= radius,
            SceneShape.Circle => distance <= radius,
            SceneShape.Ring => distance <= radius && distance >= radius - band,
            _ => (Math.Abs(dy) <= arm && Math.Abs(dx) <= radius) || (Math.Abs(dx) <= arm && Math.Abs(dy) <= radius),
        };
    }

    private static double Background(SceneBackground background, double y, double x) => background switch
    {
        SceneBackground.Gray => 0.35,
        SceneBackground.Striped => (int)(x / 3) % 2 * 0.3,
        SceneBackground.Dotted => x % 4 < 2 && y % 4 < 2 ? 0.4 : 0,
        _ => 0,
    };

    private static (double Red, double Green, double Blue) Rgb(SceneColor color) => color switch
    {
        SceneColor.Red => (1, 0.1, 0.1),
        SceneColor.Green => (0.1, 1, 0.1),
        SceneColor.Blue => (0.2, 0.2, 1),
        SceneColor.Yellow => (1, 1, 0.1),
        SceneColor.White => (1, 1, 1),
        _ => (1, 0.3, 0.9),
    };

    private static int Checked(int size) => size is >= 8 and <= 4096
        ? size
        : throw new ArgumentOutOfRangeException(nameof(size), $"SceneRenderer: a frame of {size} pixels; use 8 to 4096.");
}
