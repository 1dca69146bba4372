namespace Gexia.Data.Image;

/// <summary>CLIP's image preprocessing: short side to R by bicubic, centre crop R × R, normalise each colour.</summary>
/// <remarks>Bytes are exactly Pillow's and torchvision's; normalisation is (v/255 − mean)/std in float32 in that order.</remarks>
public static class ClipPixels
{
    private static readonly float[] Means = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] Deviations = [0.26862954f, 0.26130258f, 0.27577711f];
    private static readonly float[][] Normalized = [.. Enumerable.Range(0, 3).Select(Table)];

    /// <summary>Mean of red, green and blue, of values 0..1, by which CLIP was trained.</summary>
    public static ReadOnlySpan<float> Mean => Means;

    /// <summary>Standard deviation of red, green and blue, of values 0..1.</summary>
    public static ReadOnlySpan<float> Deviation => Deviations;

    /// <summary>Resizes the short side to <paramref name="resolution"/> and cuts out the middle square.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="resolution">R, at least 1.</param>
    /// <returns>R × R pixels.</returns>
    public static RgbImage CenterSquare(RgbImage image, int resolution) =>
        SquarePlan(image.Width, image.Height, resolution).Apply(image.Pixels);

    /// <summary>The size after the short side became <paramref name="resolution"/>; the long side is ⌊R·long/short⌋.</summary>
    /// <param name="width">Columns before.</param>
    /// <param name="height">Rows before.</param>
    /// <param name="resolution">R.</param>
    public static (int Width, int Height) ShortSideSize(int width, int height, int resolution) => width <= height
        ? (resolution, checked((int)((long)resolution * height / width)))
        : (checked((int)((long)resolution * width / height)), resolution);

    /// <summary>
    /// Where a centred crop of <paramref name="resolution"/> starts on a side: (side − R)/2, a half going to the even neighbour.
    /// </summary>
    /// <param name="side">Length of the side, at least R.</param>
    /// <param name="resolution">R.</param>
    public static int CropOffset(int side, int resolution) => (int)Math.Round((side - resolution) / 2.0, MidpointRounding.ToEven);

    /// <summary>Normalises a picture into three planes.</summary>
    /// <param name="image">[height, width, 3].</param>
    /// <param name="planes">Receives [3, height, width]: all red values, then green, then blue.</param>
    /// <exception cref="ArgumentException"><paramref name="planes"/> has another length than 3·height·width.</exception>
    public static void Normalize(RgbImage image, Span<float> planes) =>
        Normalize(image.Pixels.AsSpan(0, 3 * image.Width * image.Height), planes);

    /// <summary>As above, for the bytes of one picture.</summary>
    /// <param name="pixels">[pixels, 3], red first, 0..255.</param>
    /// <param name="planes">Receives [3, pixels].</param>
    public static void Normalize(ReadOnlySpan<byte> pixels, Span<float> planes)
    {
        var size = pixels.Length / 3;
        if (planes.Length != pixels.Length || pixels.Length % 3 != 0)
            throw new ArgumentException(
                $"ClipPixels: {pixels.Length} bytes fill 3 planes of {size} values, but there is room for {planes.Length}.");
        for (var c = 0; c < 3; c++)
        {
            var table = Normalized[c];
            var plane = planes.Slice(c * size, size);
            for (int i = 0, from = c; i < plane.Length; i++, from += 3) plane[i] = table[pixels[from]];
        }
    }

    internal static ResizePlan SquarePlan(int width, int height, int resolution) => SquarePlan(width, height, resolution, resolution);

    internal static ResizePlan SquarePlan(int width, int height, int shortSide, int resolution)
    {
        var (resizedWidth, resizedHeight) = ShortSideSize(width, height, shortSide);
        var wanted = new PixelBox(CropOffset(resizedWidth, resolution), CropOffset(resizedHeight, resolution), resolution, resolution);
        return new ResizePlan(width, height, new PixelBox(0, 0, width, height), resizedWidth, resizedHeight, wanted);
    }

    private static float[] Table(int color)
    {
        var table = new float[256];
        for (var v = 0; v < 256; v++) table[v] = (v / 255f - Means[color]) / Deviations[color];
        return table;
    }
}
