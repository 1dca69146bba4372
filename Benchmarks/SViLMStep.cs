using System.Globalization;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Training.Miniature;
using Gexia.Training.Optimizers;

namespace Gexia.Benchmarks;

/// <summary>
/// A training step of S-ViLM's Base model: 2 videos of 16 frames in patches of 2×16×16 (1,568 tokens each), grouping blocks after layers 6,
/// 9 and 12 with given noise, texts of 77 tokens and 2 phrases of 24 each; three losses, backward, clipping, AdamW over all parameters.
/// <c>svilm [base]</c>; the counterpart is peers/svilm.py. Peak memory: paired.py reads it from the system, for both sides alike.
/// </summary>
internal static class SViLMStep
{
    private const int Batch = 2, Frames = 16, Tokens = 77, PhraseTokens = 24;

    public static void Run(string[] words) => new Peer(new(words), Prepare, atLeast: 0).Run(["base"], (name, rates) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-12} {1 / rates[rates.Length / 2],7:F2} s a step")));

    private static Work Prepare(string work)
    {
        if (work != "base") throw new ArgumentException($"svilm: there is no work '{work}'; use base.");
        var rng = new Rng(1);
        var config = SViLMConfig.Base;
        IVideoTextModel model = new SViLMModel(ParameterScope.Fresh(rng), config);
        var optimizer = new AdamW(model.Parameters, 1e-5, 0.05);
        var inputs = new Inputs(rng, config.NeedsOf(Frames));
        return new(() =>
        {
            using var scope = TensorScope.Begin();
            var gradients = model.Loss(inputs).Total.Backward(release: true);
            optimizer.Step(gradients, gradientScale: GradientNorm.ClipScale(optimizer.GradientNorm(gradients), 1));
        });
    }

    /// <summary>One batch, the same at every step: three quarters of each video's clips are its own.</summary>
    private sealed class Inputs(Rng rng, BatchNeeds needs) : VideoTextInputs
    {
        private readonly Tensor frames = Tensor.Normal(rng, [Batch, Frames, 3, 224, 224]);
        private readonly Tensor noise = Gumbel(rng, [Batch, needs.Noise]);
        private readonly TextIds texts = SampleTexts.Full(Batch, Tokens), phrases = SampleTexts.Full(Batch * needs.Phrases, PhraseTokens);

        public override BlendInputs Blend { get; } = new(
            Tensor.Of<float>([.. Enumerable.Range(0, Batch * needs.Clips).Select(i => i % needs.Clips < needs.Clips * 3 / 4 ? 1f : 0)],
                [Batch, needs.Clips]),
            Tensor.Of([0.75f, 0.25f, 0.25f, 0.75f], [Batch, Batch]));

        public override Tensor Videos(Func<Tensor, Tensor?, Tensor> encode) => encode(frames, noise);

        public override Tensor Texts(Func<TextIds, Tensor> encode) => encode(texts);

        public override Tensor Phrases(Func<TextIds, Tensor> encode) => encode(phrases);

        private static Tensor Gumbel(Rng rng, Shape shape)
        {
            var noise = Tensor.Zeros(shape);
            foreach (ref var g in noise.AsSpan<float>()) g = (float)-Math.Log(-Math.Log(1 - rng.NextDouble()));
            return noise;
        }
    }
}
