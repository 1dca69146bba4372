using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Tests.Golden;
using Gexia.Tests.Support;
using Gexia.Pretrained;

namespace Gexia.Tests.Pretrained;

/// <summary>One small CLIP in the three formats it is published in.</summary>
public sealed class ClipFormatsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static string Tiny(string name) => Path.Combine(Environs.Shared!, "golden", "clip-tiny", name);

    [SharedFact]
    public void Safetensors_pickle_and_openai_names_are_the_same_bits()
    {
        var reference = ClipFolder.Open(Tiny(""));
        Assert.Equal((ParameterNames.HuggingFace, "safetensors"), (reference.Source.Names, reference.Source.Format));
        foreach (var name in (string[])["pytorch_model.bin", "openai.safetensors"])
        {
            var other = ClipFolder.Open(Tiny(name));
            Assert.Equal(reference.Config, other.Config);
            AssertSame(reference.Model, other.Model);
        }
    }

    [SharedFact]
    public void Features_and_blocks_agree_with_the_reference()
    {
        var golden = GoldenFiles.Shared("clip-tiny", "activations.safetensors");
        var (image, text) = ClipGoldenTests.Encode(ClipFolder.Open(Tiny("pytorch_model.bin")).Model, golden, (name, value) =>
            GoldenFiles.AssertClose(name, golden[name].Slice(1, 0, value.Shape[1]).Copy(), value, 1e-5));
        GoldenFiles.AssertClose("image_features", golden["image_features"], image, 1e-5);
        GoldenFiles.AssertClose("text_features", golden["text_features"], text, 1e-5);
    }

    [SharedFact]
    public void Bare_weights_take_heads_and_activation_from_options()
    {
        File.Copy(Tiny("openai.safetensors"), folder.File("bare.safetensors"));
        var error = Assert.Throws<Gexia.Data.Weights.WeightsException>(() => ClipFolder.Open(folder.File("bare.safetensors")));
        Assert.Contains("activation", error.Message);

        var guessed = ClipFolder.Open(folder.File("bare.safetensors"), new ClipOptions { Activation = Activation.QuickGelu });
        Assert.Equal(
            (2, 1, "width/64", "an option"),
            (guessed.Config.Vision.Tower.Heads, guessed.Config.Text.Tower.Heads, guessed.Source.HeadsFrom, guessed.Source.ActivationFrom));

        var told = ClipFolder.Open(folder.File("bare.safetensors"), new ClipOptions { Activation = Activation.QuickGelu, TextHeads = 2 });
        var reference = ClipFolder.Open(Tiny(""));
        // Bare weights name no end token either: the largest id ends a text.
        Assert.Equal(reference.Config with { Text = reference.Config.Text with { EndOfText = null } }, told.Config);
        AssertSame(reference.Model, told.Model);
    }

    [SharedFact]
    public void What_is_saved_loads_again_with_the_same_bits_and_bytes()
    {
        var reference = ClipFolder.Open(Tiny(""));
        ClipFolder.Save(folder.File("a"), reference.Model);
        var again = ClipFolder.Open(folder.File("a"));
        Assert.Equal(reference.Config, again.Config);
        AssertSame(reference.Model, again.Model);
        Assert.Equal(
            GoldenFiles.Shared("clip-tiny", "model.safetensors").Keys.Order(),
            Gexia.Io.SafeTensors.ReadAll(folder.File("a/model.safetensors")).Keys.Order());

        ClipFolder.Save(folder.File("b"), again.Model);
        foreach (var name in (string[])["config.json", "model.safetensors"])
            Assert.Equal(File.ReadAllBytes(folder.File($"a/{name}")), File.ReadAllBytes(folder.File($"b/{name}")));
    }

    internal static void AssertSame(ClipModel expected, ClipModel actual)
    {
        Assert.Equal(expected.Parameters.Select(parameter => parameter.Name), actual.Parameters.Select(parameter => parameter.Name));
        foreach (var parameter in expected.Parameters)
            Assert.Equal(parameter.Value.ToArray<float>(), actual.Parameters[parameter.Name].Value.ToArray<float>());
    }
}
