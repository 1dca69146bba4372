using Gexia.Tests.Pretrained;
using Gexia.Tests.Support;
using Gexia.Pretrained;

namespace Gexia.Tests.Cli;

public sealed class ModelVerbsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Convert_writes_a_folder_with_the_same_bits()
    {
        var script = ArchiveTests.Fixture("script-float16.pt");
        var result = CliResult.Run("convert", "--model", script, "--out", folder.File("hf"), "--dtype", "bfloat16", "--json");
        Assert.Equal((0, "bfloat16"), (result.Code, result.Json.GetProperty("dtype").GetString()));
        Assert.Equal(
            0, CliResult.Run("convert", "--model", folder.File("hf"), "--out", folder.File("bare.safetensors"), "--names", "openai").Code);
        var bare = ClipFolder.Open(
            folder.File("bare.safetensors"), new ClipOptions { Activation = Gexia.Models.Layers.Activation.QuickGelu });
        ClipFormatsTests.AssertSame(ClipFolder.Open(script).Model, bare.Model);
    }

    [Fact]
    public void Info_says_what_a_model_is_and_where_heads_and_activation_came_from()
    {
        var result = CliResult.Run("info", "--model", ArchiveTests.Fixture("script-float16.pt"));
        Assert.Equal(0, result.Code);
        Assert.Contains("quick_gelu (from OpenAI's archive)", result.Out);
        Assert.Contains("1 and 1 (from width/64)", result.Out);
        var json = CliResult.Run("info", "--model", ArchiveTests.Fixture("script-float16.pt"), "--json").Json;
        Assert.Equal(64, json.GetProperty("files")[0].GetProperty("sha256").GetString()!.Length);
    }

    [Fact]
    public void Bare_weights_need_an_activation() =>
        Assert.Contains("activation", CliResult.Run("info", "--model", ArchiveTests.Fixture("state-float32.pt")).OneErrorLine(3));

    [Fact]
    public void The_cost_of_the_published_models_is_known()
    {
        Assert.Equal(4.41, ClipCost.Of(Gexia.Models.Clip.ClipConfig.VitB32).Image / 1e9, 2);
        Assert.Equal(17.6, ClipCost.Of(Gexia.Models.Clip.ClipConfig.VitB16).Image / 1e9, 1);
    }

    [SharedFact]
    public void Parity_with_the_reference_holds_and_a_changed_reference_is_told()
    {
        var tiny = Path.Combine(Environs.Shared!, "golden", "clip-tiny");
        var activations = Path.Combine(tiny, "activations.safetensors");
        var rows = CliResult.Run("parity", "--model", tiny, "--reference", activations, "--json");
        Assert.Equal(0, rows.Code);
        Assert.Equal(
            ["vision.block0", "vision.block1", "image_features", "text.block0", "text.block1", "text_features"],
            rows.JsonLines.Select(row => row.GetProperty("tensor").GetString()));

        var changed = Gexia.Io.SafeTensors.ReadAll(activations);
        changed["image_features"].AsSpan<float>()[0] += 0.01f;
        Gexia.Io.SafeTensorsWriter.Write(folder.File("changed.safetensors"), changed);
        var result = CliResult.Run("parity", "--model", tiny, "--reference", folder.File("changed.safetensors"));
        Assert.Equal(4, result.Code);
        Assert.Contains("5 of 6 agree", result.Out);
    }

    [Fact]
    public void A_reference_without_inputs_is_bad_input()
    {
        Gexia.Io.SafeTensorsWriter.Write(folder.File("x.safetensors"), [KeyValuePair.Create("other", Tensor.Zeros([1]))]);
        Assert.Contains(
            "pixel_values",
            CliResult.Run("parity", "--model", ArchiveTests.Fixture("script-float16.pt"), "--reference", folder.File("x.safetensors"))
                .OneErrorLine(3));
    }
}
