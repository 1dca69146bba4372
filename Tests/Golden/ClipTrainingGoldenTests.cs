using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Tests.Support;
using Gexia.Training.Optimizers;

namespace Gexia.Tests.Golden;

/// <summary>Four AdamW steps with two groups, clipping, warm-up and cosine, against PyTorch's (golden/clip-tiny/training.json).</summary>
public class ClipTrainingGoldenTests
{
    [SharedFact]
    public void Four_steps_give_the_same_losses_and_weights()
    {
        var inputs = GoldenFiles.Shared("clip-tiny", "activations.safetensors");
        var model = GoldenFiles.LoadTinyClip(GoldenFiles.Shared("clip-tiny", "openai.safetensors"));
        var optimizer = new AdamW(GroupRule.Split(model.Parameters,
            new(
                "towers",
                p => p.Name.StartsWith("visual.", StringComparison.Ordinal) || p.Name.StartsWith("transformer.", StringComparison.Ordinal),
                0.001,
                0.2),
            new("others", _ => true, 0.01, 0.05)), new AdamWConfig(0.9, 0.98, 1e-6));
        var schedule = new WarmupThenCosine(WarmupSteps: 2, Steps: 10);
        double[] expected = [1.338266372680664, 2.536985158920288, 0.8822178840637207, 0.14118468761444092];

        for (var step = 0; step < 4; step++)
        {
            using var scope = TensorScope.Begin();
            var (image, text) = ClipGoldenTests.Encode(model, inputs);
            var loss = ContrastiveLoss.Symmetric(image, text, model.LogitScale);
            Assert.InRange(loss.At(), expected[step] - 2e-5, expected[step] + 2e-5);
            var gradients = loss.Backward();
            optimizer.Step(gradients, schedule.Multiplier(step), GradientNorm.ClipScale(optimizer.GradientNorm(gradients), 1.0));
        }

        foreach (var (name, value) in HuggingFaceNames.ToOpenAi(GoldenFiles.Shared("clip-tiny", "after_4_steps.safetensors")))
        {
            var worst = value.ToArray<float>().Zip(model.Parameters[name].Value.ToArray<float>(), (a, b) => Math.Abs(a - b)).Max();
            Assert.True(worst <= 5e-5, $"{name}: max|Δ| = {worst:E2} after four steps, allowed 5E-05.");
        }
    }
}
