using System.Globalization;
using Gexia.Training.Miniature;
using Gexia.Models;
using Gexia.Training.Optimizers;

namespace Gexia.Benchmarks;

/// <summary>
/// A training step at the paper's size: ViT-B/32 and CLIP's text tower, both trained, IAMs with N = 32, D = 512; 2 clips of 16 frames with
/// texts of 77 tokens at #iter 3–3; loss, backward, clipping, AdamW over all parameters. <c>gexia [plain] [checkpoint]</c>; the
/// counterpart is peers/gexia.py. Peak memory: paired.py reads it from the system, for both sides alike.
/// </summary>
internal static class GexiaStep
{
    private const int Batch = 2, Frames = 16, Tokens = 77, Iterations = 3;

    public static void Run(string[] words) => new Peer(new(words), Prepare, atLeast: 0).Run(["plain", "checkpoint"], (name, rates) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-12} {1 / rates[rates.Length / 2],7:F2} s a step")));

    private static Work Prepare(string work)
    {
        if (work is not ("plain" or "checkpoint"))
            throw new ArgumentException($"gexia: there is no work '{work}'; use plain or checkpoint.");
        var rng = new Rng(1);
        var model = new GexiaModel(ParameterScope.Fresh(rng), GexiaConfig.VitB32 with { Checkpoint = work == "checkpoint" });
        var optimizer = new AdamW(model.Parameters, 1e-5, 0.2);
        var frames = Tensor.Normal(rng, [Batch, Frames, 3, 224, 224]);
        var texts = SampleTexts.Full(Batch, Tokens);
        return new(() =>
        {
            using var scope = TensorScope.Begin();
            var loss = ContrastiveLoss.Symmetric(
                model.EncodeVideo(frames, Iterations), model.EncodeText(texts, Iterations), model.LogitScale);
            var gradients = loss.Backward(release: true);
            optimizer.Step(gradients, gradientScale: GradientNorm.ClipScale(optimizer.GradientNorm(gradients), 1));
        });
    }
}
