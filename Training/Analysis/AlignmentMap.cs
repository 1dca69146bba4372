using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training.Analysis;

/// <summary>
/// Which places of a video speak for a text (GEXIA App. G): Δ(f, y, x) = S − S_mask(f, y, x), where S is the cosine of
/// video and text and S_mask the cosine after one square of frame f at (y, x) was covered with the mean colour.
/// </summary>
/// <param name="Scores">[frames, side, side]: positive where the place speaks for the text.</param>
/// <param name="Size">Side of a frame, pixels.</param>
/// <param name="Patch">Side of the covered square, pixels: 1/7 of the frame's, 32 of 224.</param>
public sealed record AlignmentMap(double[,,] Scores, int Size, int Patch)
{
    /// <summary>S: the cosine of the video and the text, −1 to 1.</summary>
    public double Similarity { get; init; }

    /// <summary>Number of frames.</summary>
    public int Frames => Scores.GetLength(0);

    /// <summary>Mask positions along each axis.</summary>
    public int Side => Scores.GetLength(1);

    /// <summary>Distance of neighbouring masks, pixels: half a square, 16 of 224; 0 where there is only one.</summary>
    public double Stride => Side == 1 ? 0 : (double)(Size - Patch) / (Side - 1);

    /// <summary>Largest |Δ|: the common colour range of all frames.</summary>
    public double Range => Scores.Cast<double>().Select(Math.Abs).DefaultIfEmpty(0).Max();

    /// <summary>Masks every place of every frame in turn.</summary>
    /// <param name="model">A trained model, asked as it is.</param>
    /// <param name="frames">[1, time, 3, size, size], normalised so that 0 is the mean colour.</param>
    /// <param name="text">One text.</param>
    /// <param name="cancellation">Checked before every few places.</param>
    /// <exception cref="ShapeException">There is not exactly one video and one text.</exception>
    public static AlignmentMap Of(IVideoTextModel model, Tensor frames, TextIds text, CancellationToken cancellation = default)
    {
        if (frames.Shape.Rank != 5 || frames.Shape[0] != 1 || text.Ids.Shape[0] != 1)
            throw new ShapeException(
                "AlignmentMap",
                $"needs one video [1, time, 3, size, size] and one text. frames: {frames.Description}, texts: {text.Ids.Description}.",
                frames.Shape,
                text.Ids.Shape);
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        var (time, size) = (frames.Shape[1], frames.Shape[3]);
        return new PatchMasking().Measure(
            model.EncodeFrames, frames.Reshape(time, 3, size, size), [new(model, model.EncodeText(text).L2Normalize())],
            MaskGrid.Of(size), [.. Enumerable.Range(0, time)], cancellation)[0][0];
    }

    /// <summary>One frame's map: [side, side].</summary>
    /// <param name="frame">Which layer.</param>
    public double[,] Layer(int frame)
    {
        var layer = new double[Side, Side];
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++) layer[y, x] = Scores[frame, y, x];
        return layer;
    }

    /// <summary>
    /// How widely what speaks for the text is spread over the video: −Σ p·ln p / ln n of p = max(Δ, 0)/Σ max(Δ, 0) over its n places. 0
    /// where one place holds all, 1 where all hold the same; NaN where no place speaks for the text, or there is only one.
    /// </summary>
    public double Entropy() => Entropy([.. Scores.Cast<double>()]);

    /// <summary>The same over one frame.</summary>
    /// <param name="frame">Which layer.</param>
    public double Entropy(int frame) => Entropy([.. Layer(frame).Cast<double>()]);

    /// <summary>Mean Δ inside a box minus mean Δ outside it, over one frame: positive when the map finds the object.</summary>
    /// <param name="frame">Which frame.</param>
    /// <param name="inside">Whether the pixel at (row, column) belongs to the object; asked for the centre of each mask.</param>
    /// <returns>NaN where the object covers no or every place.</returns>
    public double Contrast(int frame, Func<double, double, bool> inside) =>
        Contrast([frame], (_, row, column) => inside(row, column));

    /// <summary>The same over all places of all frames.</summary>
    /// <param name="inside">Whether the pixel at (row, column) of a frame belongs to the object.</param>
    public double Contrast(Func<int, double, double, bool> inside) => Contrast([.. Enumerable.Range(0, Frames)], inside);

    /// <summary>The same over some frames, such as those that show the object.</summary>
    internal double Contrast(IReadOnlyList<int> frames, Func<int, double, double, bool> inside)
    {
        var grid = new MaskGrid(Size, Patch, Side);
        double sumIn = 0, sumOut = 0;
        int countIn = 0, countOut = 0;
        foreach (var frame in frames)
            for (var y = 0; y < Side; y++)
                for (var x = 0; x < Side; x++)
                {
                    if (inside(frame, grid.At(y) + (Patch / 2.0), grid.At(x) + (Patch / 2.0)))
                        (sumIn, countIn) = (sumIn + Scores[frame, y, x], countIn + 1);
                    else (sumOut, countOut) = (sumOut + Scores[frame, y, x], countOut + 1);
                }
        return countIn == 0 || countOut == 0 ? double.NaN : (sumIn / countIn) - (sumOut / countOut);
    }

    private static double Entropy(double[] scores)
    {
        var sum = scores.Sum(score => Math.Max(score, 0));
        if (!(sum > 0) || scores.Length < 2) return double.NaN;
        return scores.Where(score => score > 0).Sum(score => -(score / sum) * Math.Log(score / sum)) / Math.Log(scores.Length);
    }
}
