using Gexia.Data.Weights;
using Gexia.Models.Layers;
using Gexia.Tests.Support;
using Gexia.Pretrained;

namespace Gexia.Tests.Pretrained;

public sealed class ConfigFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_left_out_has_the_reference_librarys_defaults()
    {
        var config = Read("""{"text_config":{},"vision_config":{"hidden_act":"gelu"},"vision_config_dict":{"num_hidden_layers":3}}""");
        Assert.Equal(
            (768, 3, 12, Activation.Gelu),
            (config.Vision.Tower.Width, config.Vision.Tower.Layers, config.Vision.Tower.Heads, config.Vision.Tower.Activation));
        Assert.Equal(
            (512, 12, 8, Activation.QuickGelu, 49408),
            (
                config.Text.Tower.Width, config.Text.Tower.Layers, config.Text.Tower.Heads, config.Text.Tower.Activation,
                config.Text.VocabularySize));
    }

    [Theory]
    [InlineData("[]", "JSON object")]
    [InlineData("{}", "no configuration of a CLIP")]
    [InlineData("{\"a\":1,\"a\":2}", "not valid JSON")]
    [InlineData("{\"model_type\":\"siglip\",\"text_config\":{}}", "'siglip'")]
    [InlineData("{\"text_config\":3}", "text_config must be an object")]
    [InlineData("{\"text_config\":{\"hidden_size\":1e9}}", "text_config.hidden_size must be a whole number from 1")]
    [InlineData("{\"text_config\":{\"hidden_size\":99999999999999999999}}", "text_config.hidden_size")]
    [InlineData("{\"text_config\":{\"hidden_size\":512.5}}", "text_config.hidden_size")]
    [InlineData("{\"text_config\":{\"hidden_size\":500}}", "no multiple of its heads (8)")]
    [InlineData("{\"vision_config\":{\"patch_size\":33}}", "patch size (33)")]
    [InlineData("{\"vision_config\":{\"num_channels\":1}}", "num_channels")]
    [InlineData("{\"vision_config\":{\"layer_norm_eps\":-1}}", "layer_norm_eps")]
    [InlineData("{\"vision_config\":{\"hidden_act\":\"relu\"}}", "quick_gelu and gelu are known")]
    [InlineData("{\"vision_config\":{\"hidden_act\":\"\\ud800\"}}", "not valid JSON")]
    public void Impossible_configurations_are_named(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<WeightsException>(() => Read(json)).Message);

    [Theory]
    [InlineData("../x.safetensors")]
    [InlineData("/etc/x.safetensors")]
    [InlineData("a\\\\x.safetensors")]
    [InlineData("c:x.safetensors")]
    [InlineData(".x.safetensors")]
    [InlineData("x.bin")]
    public void An_index_names_plain_files_only(string name)
    {
        File.WriteAllText(folder.File("model.safetensors.index.json"), $$$"""{"weight_map":{"a":"{{{name}}}"}}""");
        Assert.Contains(
            "plain name", Assert.Throws<WeightsException>(() => WeightsFile.Open(folder.File("model.safetensors.index.json"))).Message);
    }

    [Fact]
    public void Shards_are_read_through_their_index_and_checked_against_it()
    {
        Gexia.Io.SafeTensorsWriter.Write(folder.File("1.safetensors"), [KeyValuePair.Create("a", Tensor.Of(1f))]);
        Gexia.Io.SafeTensorsWriter.Write(folder.File("2.safetensors"), [KeyValuePair.Create("b", Tensor.Of(2f))]);
        var index = folder.File("model.safetensors.index.json");
        File.WriteAllText(index, """{"metadata":{"total_size":8},"weight_map":{"a":"1.safetensors","b":"2.safetensors"}}""");
        using (var file = WeightsFile.Open(index))
            Assert.Equal((1f, 2f, 3), (file.Read("a").Item<float>(), file.Read("b").Item<float>(), file.Files.Count));

        File.WriteAllText(index, """{"weight_map":{"a":"1.safetensors","b":"1.safetensors"}}""");
        Assert.Contains("expects 'b' in '1.safetensors'", Assert.Throws<WeightsException>(() => WeightsFile.Open(index)).Message);
        File.WriteAllText(index, """{"weight_map":{"b":"2.safetensors","a":"2.safetensors","c":"1.safetensors"}}""");
        Assert.Contains("expects in '2.safetensors'", Assert.Throws<WeightsException>(() => WeightsFile.Open(index)).Message);
        File.WriteAllText(index, """{"weight_map":{"a":"3.safetensors"}}""");
        Assert.Contains("not in its folder", Assert.Throws<WeightsException>(() => WeightsFile.Open(index)).Message);
    }

    [Fact]
    public void A_large_claim_without_the_weights_costs_nothing()
    {
        var tiny = ArchiveTests.Fixture("state-float32.pt");
        File.Copy(tiny, folder.File("pytorch_model.bin"));
        File.WriteAllText(
            folder.File("config.json"),
            """{"vision_config":{"hidden_size":16384,"intermediate_size":65536,"num_hidden_layers":"""
            + """200,"num_attention_heads":64},"text_config":{}}""");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<Gexia.Models.StateException>(() => ClipFolder.Open(folder.Path));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);     // the claim is 2.5 TB
    }

    private Gexia.Models.Clip.ClipConfig Read(string json)
    {
        File.WriteAllText(folder.File("config.json"), json);
        return ClipConfigFile.Read(folder.File("config.json"));
    }
}
