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
/// <param name="Needs">What the loss takes besides; the length of phrases is that of the longest.</param>
internal readonly record struct VideoTextShape(
    ModelOptions Options, int Pairs, int Frames, int Size, int Windows, int Length, BatchNeeds Needs = default)
{
    public static VideoTextShape Of(VideoTextBatch batch, IVideoTextModel model)
    {
        var data = batch.Data;
        var window = Math.Min(data.TextLength, model.ContextLength);
        return new(
            batch.Options, data.Count, data.Frames, data.Size, data.TextLength / window,
            TextIds.LongestOf(data.TokenIds, window, model.EndOfText), NeedsOf(batch.Additions, data.Count, model));
    }

    private static BatchNeeds NeedsOf(BatchAdditions? additions, int pairs, IVideoTextModel model) => additions is null ? default : new()
    {
        Phrases = additions.PhraseLength == 0 ? 0 : additions.PhraseIds.Length / additions.PhraseLength / pairs,
        PhraseLength =
            additions.PhraseIds.Length == 0 ? 0 : TextIds.LongestOf(additions.PhraseIds, additions.PhraseLength, model.EndOfText),
        Clips = additions.Blend?.Clips ?? 0,
        Noise = additions.Noise.Length / pairs,
    };

    /// <summary>The shape of the longest batches of a granularity.</summary>
    public static VideoTextShape Of(GranularityPolicy policy, int pairs, VideoTextConfig model) =>
        OfEncoding(policy, pairs, model) with { Needs = model.NeedsOf(policy.Frames) };

    /// <summary>The same of batches that are only encoded: the model's own loss, and what that takes besides, is not asked for.</summary>
    public static VideoTextShape OfEncoding(GranularityPolicy policy, int pairs, VideoTextConfig model)
    {
        var window = Math.Min(policy.TextLength, model.Text.ContextLength);
        return new(policy.Options, pairs, policy.Frames, model.Vision.ImageSize, policy.TextLength / window, window);
    }

    public ShapeKey Key => new(
        Options, Pairs, Frames, Size, Windows, Length, Needs.Phrases, Needs.PhraseLength, Needs.Clips, Needs.Noise);

    /// <summary>Frames of some videos as a batch holds them, the three colours of a pixel side by side.</summary>
    public Shape PixelShape(int pairs) => [pairs, Frames, Size, Size, 3];
}
