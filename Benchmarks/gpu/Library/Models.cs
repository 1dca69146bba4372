using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training.Optimizers;

namespace Gexia.Benchmarks.Gpu;

/// <summary>A GEXIA model with a batch, and its training step: loss and gradients captured, clipping, AdamW.</summary>
internal sealed class GexiaTraining
{
    private const int Iterations = 3;

    private readonly AdamW optimizer;
    private readonly CapturedStep step;

    /// <param name="device">Where the model lives.</param>
    /// <param name="compute">What activations are stored in.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="clips">Of the batch.</param>
    /// <param name="frames">Of a clip.</param>
    /// <param name="tokens">Of a text.</param>
    /// <param name="rate">Learning rate.</param>
    public GexiaTraining(Device device, DType compute, GexiaConfig config, int clips, int frames, int tokens, double rate)
    {
        var model = new GexiaModel(ParameterScope.Fresh(new Rng(1), device: device).ComputingIn(compute), config);
        var (size, rng) = (config.Vision.ImageSize, new Rng(2));
        var pixels = Tensor.Normal(rng, [clips, frames, 3, size, size], device: device);
        var vocabulary = config.Text.VocabularySize;
        int[] ids =
        [
            .. Enumerable.Range(0, clips * tokens).Select(i => i % tokens == tokens - 1 ? vocabulary - 1 : 1 + (i * 7919 % (vocabulary - 2))),
        ];
        var texts = TextIds.Of(ids, tokens, tokens, endOfText: null, device);
        optimizer = new AdamW(model.Parameters, rate, 0.2);
        step = CapturedStep.Capture(() => ContrastiveLoss.Symmetric(
            model.EncodeVideo(pixels, Iterations), model.EncodeText(texts, Iterations), model.LogitScale));
    }

    /// <summary>Launches of loss and gradients.</summary>
    public int Launches => step.Launches;

    /// <summary>Updates by the gradients of the last run, and runs again.</summary>
    public void Next()
    {
        Update();
        step.Run();
    }

    /// <summary>Loss of the last run.</summary>
    public double Loss => step.Loss.At();

    /// <summary>Runs loss and gradients alone.</summary>
    public void Run() => step.Run();

    private void Update()
    {
        var gradients = step.Gradients;
        optimizer.Step(gradients, gradientScale: GradientNorm.ClipScale(optimizer.GradientNorm(gradients), 1));
    }
}

/// <summary>ViT-B/32 to tokens, without gradients.</summary>
internal sealed class VisionForward
{
    private readonly VisionTransformer tower;
    private readonly Tensor pixels;

    public VisionForward(Device device, DType compute, int batch)
    {
        tower = new(ParameterScope.Fresh(new Rng(1), device: device).ComputingIn(compute), ClipConfig.VitB32.Vision);
        pixels = Tensor.Normal(new Rng(2), [batch, 3, 224, 224], device: device);
    }

    public void Run()
    {
        using var scope = TensorScope.Begin();
        using var still = Graph.NoGradient();
        tower.Forward(pixels);
    }
}
