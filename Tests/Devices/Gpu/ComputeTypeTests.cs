using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Tests.Support;

namespace Gexia.Tests.Devices.Gpu;

/// <summary>
/// Whole models, forwards and backwards, whose activations are stored in another dtype than their parameters: on PoCL, against float32 on
/// the processor.
/// </summary>
public static class ComputeTypes
{
    private static readonly TowerConfig Tower = new() { Width = 32, Layers = 2, Heads = 2 };

    private static readonly VisionConfig Vision = new() { ImageSize = 16, PatchSize = 8, Tower = Tower };

    private static readonly TextConfig Text = new() { VocabularySize = 60, ContextLength = 8, Tower = Tower };

    private static readonly (string Name, VideoTextConfig Config)[] Kinds =
    [
        ("CLIP", new MeanPoolingConfig { Vision = Vision, Text = Text, ProjectionWidth = 24 }),
        ("CLIP with checkpoints", new MeanPoolingConfig { Vision = Vision, Text = Text, ProjectionWidth = 24, Checkpoint = true }),
        ("GEXIA", new GexiaConfig
        {
            Vision = Vision, Text = Text, Iam = new() { Vectors = 4, Width = 32, Heads = 2 },
            Dense = new() { TemporalEmbedding = true, MaxFrames = 4, MaskTextPads = true },
        }),
    ];

    public static TheoryData<string, DType> Cases => new()
    {
        { "CLIP", DType.Float32 }, { "CLIP with checkpoints", DType.BFloat16 },
        { "GEXIA", DType.Float32 }, { "GEXIA", DType.BFloat16 }, { "GEXIA", DType.Float16 },
    };

    /// <summary>Loss and gradients of a batch of three, and what they are of float32 on the processor.</summary>
    public static void Check(Device device, string name, DType type)
    {
        var config = Kinds.Single(kind => kind.Name == name).Config;
        var (expected, gradients) = Step(config, null, DType.Float32);
        var (found, others) = Step(config, device, type);
        Assert.Equal(expected, found, Math.Abs(expected) * (type == DType.Float32 ? 1e-5 : 0.01));
        double both = 0, own = 0, theirs = 0;
        foreach (var (parameter, gradient) in gradients)
            for (var i = 0; i < gradient.Length; i++)
            {
                double a = gradient[i], b = others[parameter][i];
                (both, own, theirs) = (both + (a * b), own + (a * a), theirs + (b * b));
            }
        var cosine = both / Math.Sqrt(own * theirs);
        Assert.True(cosine > (type == DType.Float32 ? 0.999999 : 0.99), $"{name} in {type} on {device}: the cosine is {cosine}");
    }

    private static (double Loss, Dictionary<string, float[]> Gradients) Step(VideoTextConfig config, Device? device, DType type)
    {
        var model = config.Build(ParameterScope.Fresh(new Rng(1), device: device).ComputingIn(type));
        Assert.Equal(type, model.ComputeType);
        var at = model.LogitScale.Device;
        var frames = Tensor.Normal(new Rng(2), [3, 2, 3, 16, 16], device: at);
        var texts = TextIds.Of([58, 5, 6, 59, 0, 58, 7, 59, 0, 0, 58, 9, 8, 7, 59], 5, 8, endOfText: null, at);
        var (video, text) = (model.EncodeVideo(frames), model.EncodeText(texts));
        Assert.Equal((DType.Float32, DType.Float32), (video.DType, text.DType));
        var loss = ContrastiveLoss.Symmetric(video, text, model.LogitScale);
        var gradients = loss.Backward();
        return (loss.At(), model.Parameters.Where(parameter => gradients.TryGet(parameter.Value, out _)).ToDictionary(
            parameter => parameter.Name, parameter => gradients[parameter.Value].ToArray<float>()));
    }
}

/// <summary>On PoCL.</summary>
[Collection(nameof(OpenCl))]
public class OpenClComputeTypeTests(OpenCl fixture)
{
    [OpenClTheory, MemberData(nameof(ComputeTypes.Cases), MemberType = typeof(ComputeTypes))]
    public void A_model_learns_the_same(string name, DType type) => ComputeTypes.Check(fixture.Device, name, type);
}

/// <summary>What can be said of a compute type, wherever the model lives.</summary>
public class ComputeTypeTests
{
    [Fact]
    public void A_scope_refuses_what_no_model_computes_in()
    {
        var scope = ParameterScope.Fresh(new Rng(1));
        Assert.Equal(DType.Float32, scope.ComputeType);
        Assert.Same(scope, scope.ComputingIn(DType.Float32));
        Assert.Throws<InvalidOperationException>(() => scope.ComputingIn(DType.Float64));
        Assert.Throws<InvalidOperationException>(() => ParameterScope.Fresh(new Rng(1), DType.Float64).ComputingIn(DType.BFloat16));
        Assert.Throws<InvalidOperationException>(
            () => ParameterScope.Fresh(new Rng(1)).Packed(WeightFormat.Int8).ComputingIn(DType.BFloat16));
        Assert.Throws<InvalidOperationException>(
            () => ParameterScope.Fresh(new Rng(1)).ComputingIn(DType.BFloat16).Packed(WeightFormat.Int8));
        scope.Parameter("w", [1], ParameterRole.Matrix, Initial.Ones);
        Assert.Throws<InvalidOperationException>(() => scope.ComputingIn(DType.BFloat16));
        Assert.Equal(DType.BFloat16, ParameterScope.Fresh(new Rng(1)).ComputingIn(DType.BFloat16).At("child").ComputeType);
    }
}
