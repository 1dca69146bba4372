using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training.Config;

namespace Gexia.Training;

/// <summary>What decides how the loss of a batch is computed.</summary>
/// <param name="Options">How the model is asked.</param>
/// <param name="Pairs">Videos, and texts.</param>
/// <param name="Frames">Of each video.</param>
/// <param name="Size">Side of a frame, pixels.</param>
/// <param name="Windows">Of each text.</param>
/// <param name="Length">Ids of a window, columns that are padding in all cut away.</param>
internal readonly record struct VideoTextShape(ModelOptions Options, int Pairs, int Frames, int Size, int Windows, int Length)
{
    public static VideoTextShape Of(VideoTextBatch batch, IVideoTextModel model)
    {
        var data = batch.Data;
        var window = Math.Min(data.TextLength, model.ContextLength);
        return new(
            batch.Options, data.Count, data.Frames, data.Size, data.TextLength / window,
            TextIds.LongestOf(data.TokenIds, window, model.EndOfText));
    }

    /// <summary>The shape of the longest batches of a granularity.</summary>
    public static VideoTextShape Of(GranularityPolicy policy, int pairs, VideoTextConfig model)
    {
        var window = Math.Min(policy.TextLength, model.Text.ContextLength);
        return new(policy.Options, pairs, policy.Frames, model.Vision.ImageSize, policy.TextLength / window, window);
    }

    public ShapeKey Key => new(Options, Pairs, Frames, Size, Windows, Length);

    /// <summary>Frames of some videos as a batch holds them, the three colours of a pixel side by side.</summary>
    public Shape PixelShape(int pairs) => [pairs, Frames, Size, Size, 3];
}
