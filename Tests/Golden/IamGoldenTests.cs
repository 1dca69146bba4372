using Gexia.Models;

namespace Gexia.Tests.Golden;

/// <summary>The IAM and its loss against values and gradients that PyTorch computed in float64.</summary>
public class IamGoldenTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 3)]
    public void Outputs_loss_and_every_gradient_agree(int videoIterations, int textIterations) =>
        Check(DType.Float64, videoIterations, textIterations, _ => true);

    /// <summary>
    /// In float32 too; but a key's bias has no gradient in theory (the soft-max ignores a shift), and there float32's own rounding,
    /// 6e-8 of the values that cancel, is above 1e-5 of a thousandth of the largest gradient.
    /// </summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(3, 3)]
    public void They_agree_in_float32(int videoIterations, int textIterations) =>
        Check(DType.Float32, videoIterations, textIterations, name => !name.EndsWith(".k.bias", StringComparison.Ordinal));

    private static void Check(DType type, int videoIterations, int textIterations, Func<string, bool> include)
    {
        var golden = GoldenFiles.Fixture("iam.safetensors").ToDictionary(pair => pair.Key, pair => pair.Value.To(type));
        var scope = ParameterScope.From(Below(golden, "param."), type);
        var config = new IamConfig { Vectors = 5, Width = 16, Heads = 4 };
        var video = new IterativeApproximation(scope.At("video"), config, featureWidth: 20);
        var text = new IterativeApproximation(scope.At("text"), config, featureWidth: 14);
        var logitScale = scope.Parameter("logit_scale", golden["param.logit_scale"].Shape, ParameterRole.LogitScale, Initial.Zeros);
        scope.Complete();
        var (videoDense, textDense) = (golden["in.video_dense"].RequireGradient(), golden["in.text_dense"].RequireGradient());

        var a = video.Forward(videoDense, videoIterations);
        var b = text.Forward(textDense, textIterations, golden["in.text_mask"].Log());     // 1 and 0 become 0 and −∞
        var loss = ContrastiveLoss.Symmetric(a.Mean(1), b.Mean(1), logitScale);
        var gradients = loss.Backward(Tensor.Ones(loss.Shape, type));

        var setting = $"iter{videoIterations}-{textIterations}.";
        GoldenFiles.AssertClose("video", golden[setting + "video"], a, 1e-5);
        GoldenFiles.AssertClose("text", golden[setting + "text"], b, 1e-5);
        GoldenFiles.AssertClose("loss", golden[setting + "loss"], loss, 1e-5);
        GoldenFiles.AssertGradients(Below(golden, setting + "grad."), include, name => name switch
        {
            "video_dense" => gradients[videoDense],
            "text_dense" => gradients[textDense],
            _ => gradients.TryGet(scope.All[name].Value, out var found) ? found : Tensor.Zeros(scope.All[name].Value.Shape, type),
        }, 1e-5);
    }

    private static Dictionary<string, Tensor> Below(Dictionary<string, Tensor> all, string prefix) =>
        all.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);
}
