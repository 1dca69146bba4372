using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training.Optimizers;

namespace Gexia.Training.Miniature;

/// <summary>One training step of the miniature model (docs/gexia.md) on random data: forward, loss, backward, clipping and AdamW.</summary>
internal sealed record MiniatureStep(int Frames, int Tokens, int VideoIterations, int TextIterations)
{
    public const int Batch = 32;

    private const int Vocabulary = 31;

    public static MiniatureStep Svst { get; } = new(MiniatureData.ShortFrames, MiniatureData.ShortText, 1, 1);

    public static MiniatureStep Lvlt { get; } = new(MiniatureData.LongFrames, MiniatureData.LongText, 3, 3);

    public static MiniatureStep Lvst { get; } = new(MiniatureData.LongFrames, MiniatureData.SummaryText, 3, 1);

    /// <summary>
    /// A fresh model and what does one step of it, as a training does: captured the first time, and run again from then on.
    /// </summary>
    public Action Prepare() => Prepare(new CaptureArena());

    /// <summary>The same in memory that is shared with other steps.</summary>
    public Action Prepare(CaptureArena arena)
    {
        var fresh = new Fresh(this);
        CapturedStep? program = null;
        return () =>
        {
            fresh.Write();
            if (program is null) program = CapturedStep.Capture(fresh.Loss, arena);
            else program.Run();
            fresh.Update(program.Gradients);
        };
    }

    /// <summary>The same, recorded anew at every step.</summary>
    public Action PrepareEager()
    {
        var fresh = new Fresh(this);
        return () =>
        {
            fresh.Write();
            using var scope = TensorScope.Begin();
            fresh.Update(fresh.Loss().Backward(release: true));
        };
    }

    /// <summary>A model, its optimizer and a batch.</summary>
    private sealed class Fresh
    {
        private readonly MiniatureStep step;
        private readonly GexiaModel model = new(ParameterScope.Fresh(new Rng(1)), MiniatureTraining.ModelConfig(Vocabulary));
        private readonly AdamW optimizer;
        private readonly Tensor frames;
        private readonly TextIds texts;
        private readonly int[] ids;

        public Fresh(MiniatureStep step)
        {
            this.step = step;
            var rng = new Rng(2);
            optimizer = new AdamW(model.Parameters, 1e-3, 0.05);
            frames = Tensor.Normal(rng, [Batch, step.Frames, 3, 24, 24]);
            texts = TextIds.Unwritten((shape, type) => Tensor.Zeros(shape, type), Batch, 1, step.Tokens, DType.Float32);
            // no padding: nothing to cut
            ids =
            [
                .. Enumerable.Range(1, Batch * step.Tokens)
                    .Select(i => i % step.Tokens == 0 ? Vocabulary - 1 : 1 + rng.NextInt32(Vocabulary - 2))
            ];
        }

        public void Write() => texts.Write(ids);

        public Tensor Loss() => ContrastiveLoss.Symmetric(
            model.EncodeVideo(frames, step.VideoIterations), model.EncodeText(texts, step.TextIterations), model.LogitScale);

        public void Update(Gradients gradients) =>
            optimizer.Step(gradients, gradientScale: GradientNorm.ClipScale(optimizer.GradientNorm(gradients), 1));
    }
}
