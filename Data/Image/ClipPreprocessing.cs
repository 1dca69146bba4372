namespace Gexia.Data.Image;

/// <summary>
/// How a CLIP wants its pictures: short side to <see cref="ShortSide"/> by bicubic, centre crop of <see cref="Size"/>, then
/// (v/255 − mean)/deviation.
/// </summary>
/// <param name="ShortSide">The short side after resizing, pixels.</param>
/// <param name="Size">Side of the square that the model sees, pixels; at most <paramref name="ShortSide"/>.</param>
/// <param name="Mean">Mean of red, green and blue, of values 0..1.</param>
/// <param name="Deviation">Standard deviation of red, green and blue, of values 0..1; above 0.</param>
public sealed record ClipPreprocessing(int ShortSide, int Size, IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation)
{
    /// <summary>What OpenAI's models want.</summary>
    /// <param name="size">Side of the input, pixels.</param>
    public static ClipPreprocessing Standard(int size) => new(size, size, ClipPixels.Mean.ToArray(), ClipPixels.Deviation.ToArray());

    /// <summary>Whether mean and deviation are OpenAI's, bit for bit.</summary>
    public bool HasStandardColours =>
        Mean.SequenceEqual(ClipPixels.Mean.ToArray()) && Deviation.SequenceEqual(ClipPixels.Deviation.ToArray());

    /// <summary>All of it as one line of text, equal exactly where two preprocessings are.</summary>
    public string Settings => FormattableString.Invariant(
        $"{ShortSide} {Size} mean {Mean[0]} {Mean[1]} {Mean[2]} deviation {Deviation[0]} {Deviation[1]} {Deviation[2]}");

    /// <summary>Resizes and cuts out the middle square.</summary>
    /// <param name="image">Any size.</param>
    /// <returns><see cref="Size"/> × <see cref="Size"/> pixels.</returns>
    public RgbImage Square(RgbImage image) => ClipPixels.SquarePlan(image.Width, image.Height, ShortSide, Size).Apply(image.Pixels);

    /// <summary>From any picture to what the model reads.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="planes">Receives [3, <see cref="Size"/>, <see cref="Size"/>]: all red values, then green, then blue.</param>
    /// <exception cref="ArgumentException"><paramref name="planes"/> has another length.</exception>
    public void Apply(RgbImage image, Span<float> planes)
    {
        var square = Square(image);
        var count = Size * Size;
        if (planes.Length != 3 * count)
        {
            throw new ArgumentException(
                $"ClipPreprocessing: a picture fills 3 planes of {count} values, but there is room for {planes.Length}.");
        }
        var table = new float[256];
        for (var c = 0; c < 3; c++)
        {
            for (var v = 0; v < 256; v++) table[v] = (v / 255f - Mean[c]) / Deviation[c];
            for (int i = 0, from = c; i < count; i++, from += 3) planes[(c * count) + i] = table[square.Pixels[from]];
        }
    }
}
