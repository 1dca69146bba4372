using Gexia.Models;
using Gexia.Models.Clip;

namespace Gexia.Training.Analysis;

/// <summary>A video encoder in two steps, so that one frame can be changed while the others are encoded once.</summary>
/// <param name="Encode">[frames, 3, size, size] → [frames, …].</param>
/// <param name="Embed">[videos·time, …] and the number of videos → [videos, D], of any length.</param>
internal sealed record TwoStepVideo(Func<Tensor, Tensor> Encode, Func<Tensor, int, Tensor> Embed);

/// <summary>
/// Which places of a video speak for a text (GEXIA App. G): Δ(f, y, x) = S − S_mask(f, y, x), where S is the cosine of
/// video and text and S_mask the cosine after one patch of frame f at (y, x) was replaced by the mean colour.
/// </summary>
/// <param name="Scores">[frames, side, side]: positive where the patch speaks for the text.</param>
/// <param name="Patch">Side of the masked square, pixels.</param>
/// <param name="Stride">Distance of neighbouring masks, pixels: half a patch.</param>
public sealed record AlignmentMap(double[,,] Scores, int Patch, int Stride)
{
    private const int Together = 64;        // covered frames that go through the model at once

    /// <summary>Number of frames.</summary>
    public int Frames => Scores.GetLength(0);

    /// <summary>Mask positions along each axis.</summary>
    public int Side => Scores.GetLength(1);

    /// <summary>Largest |Δ|: the common colour range of all frames.</summary>
    public double Range => Scores.Cast<double>().Select(Math.Abs).DefaultIfEmpty(0).Max();

    /// <summary>Masks every place of every frame in turn.</summary>
    /// <param name="model">A trained model, asked as it is.</param>
    /// <param name="patch">Side of its patches, pixels.</param>
    /// <param name="frames">[1, time, 3, size, size], normalised so that 0 is the mean colour.</param>
    /// <param name="text">One text.</param>
    /// <param name="cancellation">Checked before every few places.</param>
    /// <exception cref="ShapeException">There is not exactly one video and one text.</exception>
    public static AlignmentMap Of(IVideoTextModel model, int patch, Tensor frames, TextIds text, CancellationToken cancellation = default)
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
        var video = new TwoStepVideo(model.EncodeFrames, model.EmbedFrames);
        var grid = MaskGrid.Of(size, patch);
        return Of(
            video, frames.Reshape(time, 3, size, size), model.EncodeText(text).L2Normalize(), grid, [.. Enumerable.Range(0, time)],
            cancellation);
    }

    /// <summary>Masks every place of some frames in turn.</summary>
    /// <param name="video">The model's video encoder.</param>
    /// <param name="pixels">[time, 3, size, size], normalised so that 0 is the mean colour.</param>
    /// <param name="query">[1, D], of length 1.</param>
    /// <param name="grid">The places.</param>
    /// <param name="frames">The frames that are covered; the map has one layer for each.</param>
    /// <param name="cancellation">Checked before every few places.</param>
    /// <remarks>Only the masked frame's features change, so the other frames are encoded once.</remarks>
    internal static AlignmentMap Of(
        TwoStepVideo video, Tensor pixels, Tensor query, MaskGrid grid, IReadOnlyList<int> frames, CancellationToken cancellation = default)
    {
        using var pause = Graph.NoGradient();
        using var scope = TensorScope.Begin();
        var (time, side) = (pixels.Shape[0], grid.Side);
        var features = video.Encode(pixels);
        int[] one = [.. features.Shape[1..]];
        var unmasked = Cosines(features, 1)[0];
        var scores = new double[frames.Count, side, side];
        for (var f = 0; f < frames.Count; f++)
            for (var from = 0; from < side * side; from += Together)
            {
                cancellation.ThrowIfCancellationRequested();
                using var inner = TensorScope.Begin();
                var (frame, count) = (frames[f], Math.Min(Together, (side * side) - from));
                var masked = video.Encode(grid.Covered(pixels.Select(0, frame), from, count)).Reshape([count, 1, .. one]);
                Tensor Around(int first, int length) =>
                    features.Slice(0, first, length).Reshape([1, length, .. one]).Expand([count, length, .. one]);
                var videos = ConcatOp.Concat([Around(0, frame), masked, Around(frame + 1, time - frame - 1)], 1);
                var cosines = Cosines(videos.Reshape([count * time, .. one]), count);
                for (var i = 0; i < count; i++) scores[f, (from + i) / side, (from + i) % side] = unmasked - cosines[i];
            }
        return new(scores, grid.Square, grid.Stride);

        double[] Cosines(Tensor features, int videos) =>
            video.Embed(features, videos).L2Normalize().MatMul(query.Transpose()).ToHost().To(DType.Float64).ToArray<double>();
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
                if (inside((y * Stride) + (Patch / 2.0), (x * Stride) + (Patch / 2.0)))
                    (sumIn, countIn) = (sumIn + Scores[frame, y, x], countIn + 1);
                else (sumOut, countOut) = (sumOut + Scores[frame, y, x], countOut + 1);
            }
        return countIn == 0 || countOut == 0 ? double.NaN : (sumIn / countIn) - (sumOut / countOut);
    }
}
