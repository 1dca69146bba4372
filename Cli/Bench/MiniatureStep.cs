using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training.Miniature;
using Gexia.Training.Optimizers;

namespace Gexia.Cli.Bench;

/// <summary>One training step of the miniature model (spec §12.3) on random data: forward, loss, backward, clipping and AdamW.</summary>
internal sealed record MiniatureStep(int Frames, int Tokens, int VideoIterations, int TextIterations)
{
    public const int Batch = 32;

    private const int Vocabulary = 31;

    public static MiniatureStep Svst { get; } = new(MiniatureData.ShortFrames, MiniatureData.ShortText, 1, 1);

    public static MiniatureStep Lvlt { get; } = new(MiniatureData.LongFrames, MiniatureData.LongText, 3, 3);

    public static MiniatureStep Lvst { get; } = new(MiniatureData.LongFrames, MiniatureData.SummaryText, 3, 1);

    /// <summary>A fresh model and what does one step of it.</summary>
    public Action Prepare()
    {
        var rng = new Rng(2);
        var model = new GexiaModel(ParameterScope.Fresh(new Rng(1)), MiniatureTraining.ModelConfig(Vocabulary));
        var optimizer = new AdamW(model.Parameters, 1e-3, 0.05);
        var frames = Tensor.Normal(rng, [Batch, Frames, 3, 24, 24]);
        int[] ids = [.. Enumerable.Range(1, Batch * Tokens).Select(i => i % Tokens == 0 ? Vocabulary - 1 : 1 + rng.NextInt32(Vocabulary - 2))];   // no padding: nothing to cut
        return () =>
        {
            using var scope = TensorScope.Begin();
            var loss = ContrastiveLoss.Symmetric(model.EncodeVideo(frames, VideoIterations), model.EncodeText(TextIds.Of(ids, Tokens), TextIterations), model.LogitScale);
            var gradients = loss.Backward(release: true);
            optimizer.Step(gradients, gradientScale: GradientNorm.ClipScale(optimizer.GradientNorm(gradients), 1));
        };
    }
}

/// <summary>Texts for CLIP's vocabulary that fill the context: nothing is padding, so nothing can be cut.</summary>
internal static class SampleTexts
{
    public static TextIds Full(int texts, int tokens) =>
        TextIds.Of([.. Enumerable.Range(0, texts * tokens).Select(i => i % tokens == tokens - 1 ? 49407 : 1 + (i * 7919 % 49000))], tokens);
}
