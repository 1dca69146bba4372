using Gexia.Models;
using Gexia.Training.Config;

namespace Gexia.Tests.Training.Config;

/// <summary><c>model.preset</c> fills in what is not stated, and a run keeps it in full.</summary>
public sealed class PresetTests
{
    private static RunConfig Parse(string model, params string[] settings) => RunConfig.Parse(
        "preset", System.Text.Encoding.UTF8.GetBytes($$"""
            {
              "model": { {{model}} }, "data": { "pairs": "pairs", "videos": "videos" },
              "training": { "steps": 1, "granularities": { "SVST": { "frames": 2 } } },
            }
            """), settings);

    [Fact]
    public void Vit_b_32_is_the_papers_size()
    {
        var config = Parse("\"preset\": \"vit-b-32\"");
        var expected = GexiaConfig.VitB32;
        Assert.Equal(expected with { Text = expected.Text with { VocabularySize = 0 } }, config.Model.Sizes);
        Assert.Equal((32, 512, 8, Initialization.Small), (
            expected.Iam.Vectors, expected.Iam.Width, expected.Iam.Heads, expected.Iam.Initialization));
        Assert.Equal(config.Resolved, RunConfig.Parse("again", System.Text.Encoding.UTF8.GetBytes(config.Resolved)).Resolved);
    }

    [Fact]
    public void What_is_stated_stands()
    {
        var sizes = Assert.IsType<GexiaConfig>(
            Parse("\"preset\": \"vit-b-32\", \"vision\": { \"layers\": 2 }", "model.iam.vectors=8").Model.Sizes);
        Assert.Equal((2, 768, 8, 512), (sizes.Vision.Tower.Layers, sizes.Vision.Tower.Width, sizes.Iam.Vectors, sizes.Iam.Width));
        Assert.Equal(512, Parse("\"preset\": \"vit-b-32\", \"kind\": \"meanPooling\"").Model.Sizes.EmbeddingWidth);
    }

    [Theory]
    [InlineData("\"preset\": \"vit-b-16\"", "model.preset")]
    [InlineData("\"preset\": 3", "model.preset")]
    [InlineData("\"preset\": \"vit-b-32\", \"vision\": 3", "model.vision")]
    [InlineData(
        "\"preset\": \"vit-b-32\", \"kind\": \"svilm\"", "model.preset is vit-b-32, whose sizes are those of gexia and meanPooling")]
    public void What_it_cannot_be_is_named(string model, string expected) =>
        Assert.Contains(expected, Assert.Throws<ConfigException>(() => Parse(model)).Message);
}
