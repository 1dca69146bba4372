using Gexia.Cpu;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Training.Optimizers;

namespace Gexia.Tests.Capture;

/// <summary>A small GEXIA, its optimizer, and inputs that stay where they are while batches are written into them.</summary>
internal sealed class MiniatureInputs
{
    private const int Pairs = 6, Time = 3, Size = 16, Length = 7, Vocabulary = 23;

    private readonly GexiaModel model;
    private readonly Tensor frames = Tensor.Zeros([Pairs, Time, 3, Size, Size]);
    private readonly TextIds texts = TextIds.Of(new int[Pairs * Length], Length, cut: false);

    public MiniatureInputs(bool checkpoint = false)
    {
        var tower = new TowerConfig { Width = 16, Layers = 2, Heads = 2, Activation = Activation.Gelu };
        model = new(ParameterScope.Fresh(new Rng(1)), new()
        {
            Vision = new() { ImageSize = Size, PatchSize = 4, Tower = tower },
            Text = new() { VocabularySize = Vocabulary, ContextLength = Length, Tower = tower },
            Iam = new() { Vectors = 4, Width = 16, Heads = 2 },
            Dense = new() { MaskTextPads = false },
            Checkpoint = checkpoint,
        });
        Adam = new(model.Parameters, 1e-3, 0.05);
    }

    public AdamW Adam { get; }

    public Tensor Ids => texts.Ids;

    /// <summary>The loss of what the inputs hold.</summary>
    public Tensor Loss() => ContrastiveLoss.Symmetric(model.EncodeVideo(frames, 2), model.EncodeText(texts, 1), model.LogitScale);

    /// <summary>Writes the batch of that number.</summary>
    public void Write(int number)
    {
        var rng = new Rng(9).At(number, "batch");
        foreach (ref var value in frames.AsSpan<float>()) value = (float)rng.NextNormal();
        foreach (ref var id in Ids.AsSpan<int>()) id = rng.NextInt32(Vocabulary);
    }

    /// <summary>The optimizer's part of a step.</summary>
    public void Update(Gexia.Gradients gradients) =>
        Adam.Step(gradients, gradientScale: GradientNorm.ClipScale(Adam.GradientNorm(gradients), 1));

    /// <summary>Steps as they are without a capture. The loss of each, then all weights.</summary>
    public static float[] Eager(int steps, bool checkpoint = false)
    {
        var inputs = new MiniatureInputs(checkpoint);
        var losses = new List<float>();
        for (var step = 0; step < steps; step++)
        {
            inputs.Write(step);
            using var scope = TensorScope.Begin();
            var loss = inputs.Loss();
            inputs.Update(loss.Backward(release: true));
            losses.Add(loss.Item<float>());
        }
        return [.. losses, .. inputs.Weights];
    }

    /// <summary>The same steps, the first captured on some threads and the others run on others.</summary>
    public static float[] Captured(int steps, int captureThreads, int runThreads, bool checkpoint = false)
    {
        var inputs = new MiniatureInputs(checkpoint);
        inputs.Write(0);
        CapturedStep program;
        using (CpuThreads.Limit(captureThreads)) program = CapturedStep.Capture(inputs.Loss);
        var losses = new List<float>();
        using var limit = CpuThreads.Limit(runThreads);
        for (var step = 0; step < steps; step++)
        {
            if (step > 0)
            {
                inputs.Write(step);
                program.Run();
            }
            losses.Add(program.Loss.Item<float>());
            inputs.Update(program.Gradients);
        }
        return [.. losses, .. inputs.Weights];
    }

    public IEnumerable<float> Weights => model.Parameters.SelectMany(parameter => parameter.Value.ToArray<float>());
}
