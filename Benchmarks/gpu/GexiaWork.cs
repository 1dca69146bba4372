using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training;
using Gexia.Training.Optimizers;

namespace Gexia.Benchmarks.Gpu;

/// <summary>A GEXIA model on a device, and its training steps on random clips and texts that stay there.</summary>
internal sealed class GexiaWork
{
    private readonly GexiaModel model;
    private readonly AdamW optimizer;
    private readonly QueuedUpdate? update;
    private readonly int iterations;
    private Tensor frames = null!;
    private TextIds texts = null!;
    private CapturedStep? captured;

    /// <summary>Of the paper's size: ViT-B/32 and CLIP's text tower, both trained, #iter 3–3.</summary>
    public static GexiaConfig Paper => GexiaConfig.VitB32;

    /// <summary>Small, with widths that tensor cores take.</summary>
    public static GexiaConfig Tiny { get; } = new()
    {
        Vision = new() { ImageSize = 32, PatchSize = 8, Tower = new() { Width = 64, Layers = 2, Heads = 2 } },
        Text = new() { VocabularySize = 100, ContextLength = 16, Tower = new() { Width = 64, Layers = 2, Heads = 2 } },
        Iam = new() { Vectors = 4, Width = 64, Heads = 2 },
    };

    /// <summary>A model with the same random weights every time.</summary>
    public GexiaWork(Device device, DType compute, GexiaConfig config, double learningRate, int iterations = 3)
    {
        this.iterations = iterations;
        model = new(ParameterScope.Fresh(new Rng(1), device: device).ComputingIn(compute), config);
        optimizer = new(model.Parameters, learningRate, 0.2);
        update = optimizer.Queued(1, 1, default);
    }

    private Device Device => model.LogitScale.Device;

    /// <summary>Takes other clips and texts of other sizes.</summary>
    public void Take(int clips, int time, ulong seed = 2)
    {
        captured = null;
        var (size, length) = (model.Config.Vision.ImageSize, model.ContextLength);
        var clip = Tensor.Normal(new Rng(seed), [Math.Min(clips, 4), time, 3, size, size], device: Gexia.Device.Cpu).ToArray<float>();
        var values = new float[(long)clips * time * 3 * size * size];
        for (var at = 0; at < values.Length; at += clip.Length)
            clip.AsSpan(0, Math.Min(clip.Length, values.Length - at)).CopyTo(values.AsSpan(at));
        frames = Tensor.Zeros([clips, time, 3, size, size], device: Device);
        frames.Write<float>(values);
        texts = TextIds.Unwritten((shape, type) => Tensor.Zeros(shape, type, Device), clips, 1, length, DType.Float32, model.EndOfText);
        var last = model.Config.Text.VocabularySize - 1;
        texts.Write(
            [.. Enumerable.Range(0, clips * length).Select(i => i % length == length - 1 ? last : 1 + (int)(i * 7919L % (last - 1)))]);
    }

    /// <summary>Every token of every frame, no gradient.</summary>
    public void Forward(Tensor pixels)
    {
        using var scope = TensorScope.Begin();
        using var pause = Graph.NoGradient();
        model.EncodeFrames(pixels);
    }

    /// <summary>The same as one graph, where the device has them.</summary>
    public CapturedStep CaptureForward(Tensor pixels)
    {
        var unit = Tensor.Ones([1], device: Device).RequireGradient();
        return CapturedStep.Capture(() =>
        {
            using (Graph.NoGradient()) model.EncodeFrames(pixels);
            return unit.Square().Sum();
        });
    }

    /// <summary>One update, every kernel by a call.</summary>
    public void Step()
    {
        using var scope = TensorScope.Begin();
        var loss = Loss();
        if (update is null)
        {
            Last = loss.At();
            var all = loss.Backward(release: true);
            optimizer.Step(all, gradientScale: GradientNorm.ClipScale(optimizer.GradientNorm(all), 1));
            return;
        }
        update.Begin(1);
        var figure = loss.Detach().Copy();
        var gradients = update.Root(loss).Backward(release: true);
        update.Note([figure]);
        update.Queue(gradients);
        update.Count(gradients);
    }

    /// <summary>The same as a captured step.</summary>
    public void StepCaptured()
    {
        update!.Begin(1);
        if (captured is { } step) step.Run();
        else
            captured = CapturedStep.Capture(
                () => Loss() is var loss ? (update.Root(loss), [loss]) : default, null,
                (figures, gradients) =>
                {
                    update.Note(figures);
                    update.Queue(gradients);
                });
        update.Count(captured.Gradients);
    }

    /// <summary>Kernels in a captured step.</summary>
    public int Kernels => captured?.Launches ?? 0;

    /// <summary>The loss of the last step; waits for it.</summary>
    public double ReadLoss() => update is null ? Last : update.Read().Values[QueuedReport.Losses];

    private double Last { get; set; }

    private Tensor Loss() =>
        ContrastiveLoss.Symmetric(model.EncodeVideo(frames, iterations), model.EncodeText(texts, iterations), model.LogitScale);
}
