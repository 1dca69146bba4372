using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training.Miniature;
using Gexia.Training.Optimizers;
using Gexia.Pretrained;

namespace Gexia.Cli.Bench;

/// <summary>Whole models with random weights, as fast as with real ones, and the optimizer.</summary>
internal sealed class ModelCases
{
    private readonly Lazy<ClipModel> clip = new(
        () => new ClipModel(ParameterScope.Fresh(new Rng(1)), ClipConfig.VitB32 with { Vision = Vision, Text = Text }));
    private readonly Lazy<GexiaModel> gexia = new(
        () => new GexiaModel(ParameterScope.Fresh(new Rng(1)), GexiaConfig.VitB32 with { Vision = Vision, Text = Text }));

    // Weights of ViT-B/32's shapes from a uniform distribution, the fastest to draw.
    private static VisionConfig Vision { get; } =
        ClipConfig.VitB32.Vision with { Tower = ClipConfig.VitB32.Vision.Tower with { Initialization = Initialization.FanIn } };

    private static TextConfig Text { get; } =
        ClipConfig.VitB32.Text with { Tower = ClipConfig.VitB32.Text.Tower with { Initialization = Initialization.FanIn } };

    public IEnumerable<BenchCase> All() =>
    [
        Images(1), Images(8), Images(16), Texts(1), Texts(8), Clips(1),
        Training("svst", "32 pairs of 4 frames, 12 tokens, #iter 1–1", MiniatureStep.Svst),
        Training("lvlt", "32 pairs of 8 frames, 36 tokens, #iter 3–3", MiniatureStep.Lvlt),
        AdamW(10_000_000),
    ];

    private BenchCase Images(int batch) => new("images", $"vit-b-32-{batch}", $"ViT-B/32 forward, B = {batch}", "images/s", batch, () =>
    {
        var pixels = Tensor.Normal(new Rng(2), [batch, 3, 224, 224]);
        return BenchCase.Forward(() => clip.Value.EncodeImage(pixels));
    })
    { Gflop = 2e-9 * batch * ClipCost.Of(ClipConfig.VitB32).Image };

    private BenchCase Texts(int batch) =>
        new("texts", $"clip-{batch}", $"CLIP's text tower, 77 tokens, B = {batch}", "texts/s", batch, () =>
        {
            var texts = SampleTexts.Full(batch, 77);
            return BenchCase.Forward(() => clip.Value.EncodeText(texts));
        })
        { Gflop = 2e-9 * batch * ClipCost.Of(ClipConfig.VitB32).Text };

    private BenchCase Clips(int batch) =>
        new("clips", $"gexia-{batch}", $"GEXIA ViT-B/32, 16 frames a clip, #iter 3, B = {batch}", "clips/s", batch, () =>
        {
            var frames = Tensor.Normal(new Rng(2), [batch, 16, 3, 224, 224]);
            return BenchCase.Forward(() => gexia.Value.EncodeVideo(frames, 3));
        });

    private static BenchCase Training(string name, string what, MiniatureStep step) =>
        new("training", name, $"the miniature: {what}", "pairs/s", MiniatureStep.Batch, step.Prepare);

    // Reads x, gradient, mean and square; writes x, mean and square.
    private static BenchCase AdamW(int parameters) =>
        new("adamw", "update", $"{parameters / 1_000_000} M parameters", "GB/s", 7e-9 * sizeof(float) * parameters, () =>
        {
            var scope = ParameterScope.Fresh(new Rng(7));
            var x = scope.Parameter("x", [parameters], ParameterRole.Matrix, Initial.Ones);
            var optimizer = new AdamW(scope.All, 1e-3);
            var gradients = (x * x).Backward(Tensor.Ones(x.Shape));
            return () => optimizer.Step(gradients);
        });
}
