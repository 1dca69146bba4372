using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training.Analysis;

/// <summary>
/// Which places of a video speak for a text (GEXIA App. G; spec §10.5): Δ(f, y, x) = S − S_mask(f, y, x), where S is the cosine of
/// video and text and S_mask the cosine after one patch of frame f at (y, x) was replaced by the mean colour.
/// </summary>
/// <param name="Scores">[frames, side, side]: positive where the patch speaks for the text.</param>
/// <param name="Patch">Side of the masked square, pixels.</param>
/// <param name="Stride">Distance of neighbouring masks, pixels: half a patch.</param>
public sealed record AlignmentMap(double[,,] Scores, int Patch, int Stride)
{
    /// <summary>Number of frames.</summary>
    public int Frames => Scores.GetLength(0);

    /// <summary>Mask positions along each axis.</summary>
    public int Side => Scores.GetLength(1);

    /// <summary>Largest |Δ|: the common colour range of all frames.</summary>
    public double Range => Scores.Cast<double>().Select(Math.Abs).DefaultIfEmpty(0).Max();

    /// <summary>Masks every place of every frame in turn.</summary>
    /// <param name="model">A trained model.</param>
    /// <param name="frames">[1, time, 3, size, size], normalised so that 0 is the mean colour.</param>
    /// <param name="text">One text.</param>
    /// <param name="videoIterations">#iter of the video IAM.</param>
    /// <param name="textIterations">#iter of the text IAM.</param>
    /// <param name="cancellation">Checked before every frame.</param>
    /// <remarks>Only the masked frame's tokens change, so the other frames are encoded once.</remarks>
    /// <exception cref="ShapeException">There is not exactly one video and one text.</exception>
    public static AlignmentMap Of(GexiaModel model, Tensor frames, TextIds text, int videoIterations, int textIterations, CancellationToken cancellation = default)
    {
        if (frames.Shape.Rank != 5 || frames.Shape[0] != 1 || text.Ids.Shape[0] != 1)
            throw new ShapeException("AlignmentMap", $"needs one video [1, time, 3, size, size] and one text. frames: {frames}, texts: {text.Ids}.", frames.Shape, text.Ids.Shape);
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        var (time, size, patch) = (frames.Shape[1], frames.Shape[3], model.Config.Vision.PatchSize);
        var stride = Math.Max(1, patch / 2);
        var side = ((size - patch) / stride) + 1;
        var pixels = frames.Reshape(time, 3, size, size);
        var tokens = model.EncodeFrames(pixels);
        var embeddedText = model.EncodeText(text, textIterations).L2Normalize();
        var unmasked = Cosines(model.EmbedFrames(tokens, 1, videoIterations))[0];
        var scores = new double[time, side, side];
        for (var f = 0; f < time; f++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = TensorScope.Begin();
            var masked = model.EncodeFrames(Masked(pixels.Select(0, f), side, patch, stride));
            var (positions, count, width) = (side * side, tokens.Shape[1], tokens.Shape[2]);
            Tensor Around(int from, int frames) => tokens.Slice(0, from, frames).Reshape(1, frames, count, width).Expand(positions, frames, count, width);
            var videos = ConcatOp.Concat([Around(0, f), masked.Reshape(positions, 1, count, width), Around(f + 1, time - f - 1)], 1);
            var cosines = Cosines(model.EmbedFrames(videos.Reshape(positions * time, count, width), positions, videoIterations));
            for (var i = 0; i < positions; i++) scores[f, i / side, i % side] = unmasked - cosines[i];
        }
        return new(scores, patch, stride);

        double[] Cosines(Tensor videos) => videos.L2Normalize().MatMul(embeddedText.Transpose()).To(DType.Float64).ToArray<double>();
    }

    // All copies of a frame [3, size, size], each with one square set to 0: [side², 3, size, size].
    private static Tensor Masked(Tensor frame, int side, int patch, int stride)
    {
        var size = frame.Shape[1];
        var copies = frame.Reshape(1, 3, size, size).Expand(side * side, 3, size, size).Copy();
        for (var i = 0; i < side * side; i++)
        {
            var square = copies.Slice(0, i, 1).Slice(2, i / side * stride, patch).Slice(3, i % side * stride, patch);
            square.CopyFrom(Tensor.Zeros(square.Shape, square.DType));
        }
        return copies;
    }

    /// <summary>Mean Δ inside a box minus mean Δ outside it, over one frame: positive when the map finds the object.</summary>
    /// <param name="frame">Which frame.</param>
    /// <param name="inside">Whether the pixel at (row, column) belongs to the object; asked for the centre of each mask.</param>
    public double Contrast(int frame, Func<double, double, bool> inside)
    {
        double sumIn = 0, sumOut = 0;
        int countIn = 0, countOut = 0;
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
            {
                if (inside((y * Stride) + (Patch / 2.0), (x * Stride) + (Patch / 2.0))) (sumIn, countIn) = (sumIn + Scores[frame, y, x], countIn + 1);
                else (sumOut, countOut) = (sumOut + Scores[frame, y, x], countOut + 1);
            }
        return countIn == 0 || countOut == 0 ? double.NaN : (sumIn / countIn) - (sumOut / countOut);
    }
}
