using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;

namespace Gexia.Tests.Golden;

/// <summary>
/// S-ViLM with two grouping blocks, on both video encoders, against outputs, losses and all gradients that PyTorch computed in float64
/// (Benchmarks/peers/svilm.py --golden).
/// </summary>
public class SViLMGoldenTests
{
    private static readonly Lazy<Dictionary<string, Tensor>> Golden = new(() => GoldenFiles.Fixture("svilm.safetensors"));

    private static readonly SViLMConfig Small = new()
    {
        Vision = new() { ImageSize = 8, PatchSize = 4, Tower = new() { Width = 8, Layers = 3, Heads = 2, Activation = Activation.Gelu } },
        Text = new() { VocabularySize = 16, ContextLength = 7, Tower = new() { Width = 8, Layers = 1, Heads = 2 } },
        Video = new() { Tubelet = 2, MaxClips = 4 },
        Groups = new() { Tokens = 3, Layers = [2, 3] },
        ProjectionWidth = 6,
        Losses = new() { TemporalTemperature = 0.5, PhraseTemperature = 0.3, Phrases = 2 },
    };

    [Fact]
    public void Hard_assignment_without_noise() => Check("plain", "plain", Small);

    [Fact]
    public void Hard_assignment_with_given_noise() => Check("noise", "plain", Small);

    /// <summary>GroupViT's block, soft assignment with a temperature, and every choice of the losses turned the other way.</summary>
    [Fact]
    public void Soft_assignment_in_the_full_block_and_the_other_losses() => Check("full", "full", Small with
    {
        Groups = (Small.Groups with { Assignment = GroupAssignment.Soft, Temperature = 0.7 }).ToGroupVitFull(),
        Losses = Small.Losses with
        {
            StopCentres = true,
            TemporalError = AssignmentError.CrossEntropy,
            NormaliseColumns = true,
            HalfSum = true,
        },
    });

    [Fact]
    public void Layers_over_CLIPs_frames() => Check("frames", "frames", Small with
    {
        Vision = Small.Vision with { Tower = new() { Width = 8, Layers = 1, Heads = 2 } },
        Video = new() { Encoding = VideoEncoding.Frames, Layers = 2, MaxClips = 6 },
        Groups = Small.Groups with { Layers = [1, 2] },
    });

    private static void Check(string setting, string owner, SViLMConfig config)
    {
        var golden = Below(setting + ".");
        var scope = ParameterScope.From(Below(owner + ".param."), DType.Float64);
        var model = new SViLMModel(scope, config);
        scope.Complete();
        var inputs = new Inputs(golden, config);

        var video = model.Inspect(inputs.Frames, inputs.Noise);
        foreach (var (name, actual) in new Dictionary<string, Tensor>
        {
            ["video"] = video.Embedding, ["clips"] = video.Clips, ["groups"] = video.Groups!, ["soft"] = video.Soft!,
            ["assigned"] = video.Assigned!, ["text"] = inputs.Texts(model.EncodeText), ["phrases"] = inputs.Phrases(model.EncodeText),
        }) GoldenFiles.AssertClose(name, golden[name], actual, 1e-5);

        var (total, terms) = ((IVideoTextModel)model).Loss(inputs);
        GoldenFiles.AssertClose("total", golden["loss.total"], total, 1e-5);
        Assert.Equal(["contrastive", "temporal", "grounding"], terms.Select(term => term.Name));
        foreach (var term in terms) GoldenFiles.AssertClose(term.Name, golden["loss." + term.Name], term.Value, 1e-5);

        var gradients = total.Backward();
        var leaves = scope.All.ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        leaves["in.frames"] = inputs.Frames;
        if (inputs.Noise is { } noise) leaves["in.noise"] = noise;
        var expected = Below(setting + ".grad.");
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), leaves.Keys.Order(StringComparer.Ordinal));
        GoldenFiles.AssertGradients(
            expected, _ => true,
            name => gradients.TryGet(leaves[name], out var found) ? found : Tensor.Zeros(leaves[name].Shape, DType.Float64), 1e-5);
    }

    private static Dictionary<string, Tensor> Below(string prefix) =>
        Golden.Value.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(
            pair => pair.Key[prefix.Length..],
            pair => pair.Value.DType == DType.Float32 ? pair.Value.To(DType.Float64) : pair.Value);

    /// <summary>The golden's batch.</summary>
    private sealed class Inputs(Dictionary<string, Tensor> golden, SViLMConfig config) : VideoTextInputs
    {
        public Tensor Frames { get; } = golden["in.frames"].RequireGradient();

        public Tensor? Noise { get; } = golden.GetValueOrDefault("in.noise")?.RequireGradient();

        public override BlendInputs Blend => new(golden["in.mask"], golden["in.weights"]);

        public override Tensor Videos(Func<Tensor, Tensor?, Tensor> encode) => encode(Frames, Noise);

        public override Tensor Texts(Func<TextIds, Tensor> encode) => encode(Of(golden["in.ids"]));

        public override Tensor Phrases(Func<TextIds, Tensor> encode) => encode(Of(golden["in.phrases"]));

        private TextIds Of(Tensor ids) => TextIds.Of(ids.AsReadOnlySpan<int>(), ids.Shape[1], config.Text.ContextLength);
    }
}
