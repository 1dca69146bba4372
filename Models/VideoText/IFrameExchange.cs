namespace Gexia.Models;

/// <summary>
/// A video whose frames are encoded, asked how it is embedded when one of them is another. What does not depend on that frame is computed
/// once. Without gradients.
/// </summary>
internal interface IFrameExchange
{
    /// <summary>Embeds the video with variants of one frame in its place.</summary>
    /// <param name="frame">0..time − 1: the frame.</param>
    /// <param name="features">[variants, …], from <see cref="IVideoTextModel.EncodeFrames"/>.</param>
    /// <returns>[variants, width], of any length.</returns>
    Tensor With(int frame, Tensor features);
}

/// <summary>For a model that mixes frames in a way of its own: every variant is embedded whole, a few at a time.</summary>
/// <param name="model">The model.</param>
/// <param name="features">[time, …]: the video's frames.</param>
internal sealed class WholeFrameExchange(IVideoTextModel model, Tensor features) : IFrameExchange
{
    private const int FramesTogether = 256;

    public Tensor With(int frame, Tensor variants)
    {
        var (time, count) = (features.Shape[0], variants.Shape[0]);
        int[] one = [.. features.Shape[1..]];
        var together = Math.Max(1, FramesTogether / time);
        List<Tensor> embedded = [];
        for (var from = 0; from < count; from += together)
        {
            var some = Math.Min(together, count - from);
            using var scope = TensorScope.Begin();
            Tensor Around(int first, int length) =>
                features.Slice(0, first, length).Reshape([1, length, .. one]).Expand([some, length, .. one]);
            var videos = ConcatOp.Concat(
                [Around(0, frame), variants.Slice(0, from, some).Reshape([some, 1, .. one]), Around(frame + 1, time - frame - 1)], 1);
            embedded.Add(scope.Keep(model.EmbedFrames(videos.Reshape([some * time, .. one]), some)));
        }
        return embedded.Count == 1 ? embedded[0] : ConcatOp.Concat([.. embedded], 0);
    }
}
