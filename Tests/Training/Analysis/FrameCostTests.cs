using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Planning;
using Gexia.Training.Analysis;

namespace Gexia.Tests.Training.Analysis;

public class FrameCostTests
{
    private static GexiaConfig Small { get; } = new()
    {
        Vision = new() { ImageSize = 24, PatchSize = 8, Tower = new() { Width = 20, Layers = 3, Heads = 2, MlpRatio = 3 } },
        Text = new() { VocabularySize = 50, ContextLength = 11, Tower = new() { Width = 12, Layers = 2, Heads = 3 } },
        Iam = new() { Vectors = 5, Width = 16, Heads = 4, MlpRatio = 2.5 },
    };

    /// <summary>GEXIA App. D counts 4.7 for its own model; what it holds beside the tower is not known.</summary>
    [Fact]
    public void The_papers_model_costs_what_was_found_by_hand()
    {
        var cost = FrameCost.Of(GexiaConfig.VitB32, frames: 32, new Iterations(3, 3));
        Assert.Equal(4.408e9, cost.Of(FrameCost.Tower), 0.0005e9);
        Assert.Equal(4.508e9, cost.PerFrame, 0.0005e9);
        Assert.Equal((49.0 * 3072 * 768) + (12 * ((50.0 * 12 * 768 * 768) + (2 * 50 * 50 * 768))), cost.Of(FrameCost.Tower));
    }

    public static TheoryData<string> Variants => ["default", "literal", "none", "both", "no cls"];

    private static GexiaConfig Variant(string name) => name switch
    {
        "literal" => Small with { Iam = Small.Iam with { Literal = true } },
        "none" => Small with { Iam = Small.Iam with { Mlp = IamMlp.None } },
        "both" => Small with { Iam = Small.Iam with { Mlp = IamMlp.AfterBoth } },
        "no cls" => Small with { Dense = new() { UseCls = false } },
        _ => Small,
    };

    [Theory, MemberData(nameof(Variants))]
    public void What_is_itemised_is_what_the_library_multiplies(string variant)
    {
        var config = Variant(variant);
        foreach (var (frames, iterations) in ((int, Iterations)[])[(1, new(0, 1)), (3, new(1, 0)), (8, new(3, 5))])
        {
            var cost = FrameCost.Of(config, frames, iterations);
            Assert.Equal(PlannedForward.OfVideos(config, iterations, 1, frames).MultiplyAdds, cost.PerFrame * frames, 1e-3);
            Assert.Equal(3 * PlannedForward.OfVideos(config, iterations, 1, frames).MultiplyAdds,
                PlannedForward.OfVideos(config, iterations, 3, frames).MultiplyAdds);
            Assert.Equal(PlannedForward.OfTexts(config, iterations, 1).MultiplyAdds, cost.TextTower + cost.TextHead, 1e-3);
        }
    }

    [Fact]
    public void Mean_pooling_costs_its_tower_and_a_projection()
    {
        var config = new MeanPoolingConfig { Vision = Small.Vision, Text = Small.Text, ProjectionWidth = 7 };
        var cost = FrameCost.Of(config, 4, new(3, 3));
        Assert.Equal(FrameCost.Of(Small, 4, new(3, 3)).Of(FrameCost.Tower) + (20 * 7), cost.PerFrame);
        Assert.Equal(PlannedForward.OfVideos(config, ModelOptions.None, 1, 4).MultiplyAdds, cost.PerFrame * 4, 1e-3);
        Assert.Equal(PlannedForward.OfTexts(config, ModelOptions.None, 1).MultiplyAdds, cost.TextTower + cost.TextHead, 1e-3);
    }

    /// <summary>2·3·4 forward, as many for each of two gradients. Attention: 2 products forward, 5 back, of 3·5·6 in two heads.</summary>
    [Fact]
    public void A_planning_device_counts_products_and_attention()
    {
        var device = new PlanningDevice();
        using var scope = TensorScope.Begin();
        var a = Tensor.Empty([2, 3], device: device).RequireGradient();
        var b = Tensor.Empty([3, 4], device: device).RequireGradient();
        var y = a.MatMul(b);
        Assert.Equal(24, device.MultiplyAdds);
        y.Sum().Backward();
        Assert.Equal(72, device.MultiplyAdds);
        Tensor Sequence(int length) => Tensor.Empty([1, length, 6], device: device).RequireGradient();
        var attended = AttentionOp.Attention(Sequence(3), Sequence(5), Sequence(5), heads: 2);
        Assert.Equal(72 + (2 * 3 * 5 * 6), device.MultiplyAdds);
        attended.Sum().Backward();
        Assert.Equal(72 + (7 * 3 * 5 * 6), device.MultiplyAdds);
    }

    [Fact]
    public void A_model_that_is_not_itemised_is_refused() => Assert.Contains(
        "SViLMConfig",
        Assert.Throws<ArgumentException>(() => FrameCost.Of(SViLMConfig.Base, 2, new(1, 1))).Message);

    [Fact]
    public void Quartiles_lie_between_neighbours()
    {
        Assert.Equal(new(2, 3, 4), Quartiles.Of([5, 1, 3, 2, 4]));
        Assert.Equal(new(1.75, 2.5, 3.25), Quartiles.Of([4, 3, 2, 1]));
        Assert.Equal(new(7, 7, 7), Quartiles.Of([7]));
        Assert.Throws<ArgumentException>(() => Quartiles.Of([]));
    }

    [Fact]
    public void Timing_gives_a_row_for_mean_pooling_and_each_iteration()
    {
        var timing = new ForwardTiming(Small, 2, [new(0, 0), new(2, 2)]);
        Assert.Equal(8, timing.LargestBatch(8, long.MaxValue));
        Assert.Equal(2, timing.LargestBatch(8, timing.BytesOf(2)));
        Assert.Equal(0, timing.LargestBatch(8, 1));
        var rows = timing.Run(batch: 2, rounds: 3, warmUp: 1);
        Assert.Equal([null, new(0, 0), new(2, 2)], rows.Select(row => row.Iterations));
        Assert.Equal(new(1, 1, 1), rows[0].Ratio);
        Assert.Equal(1, rows[0].MacRatio);
        Assert.True(1 < rows[1].MacRatio && rows[1].MacRatio < rows[2].MacRatio);
        Assert.All(rows, row => Assert.True(row.Seconds.Low > 0 && row.Seconds.Low <= row.Seconds.High));
    }
}
