using System.IO.Compression;
using Gexia.Data.Weights;
using Gexia.Models;
using Gexia.Models.Layers;
using Gexia.Tests.Support;
using Gexia.Pretrained;

namespace Gexia.Tests.Pretrained;

/// <summary>PyTorch's archives, read from fixtures that <c>Fixtures/weights/generate.py</c> wrote without PyTorch.</summary>
public sealed class ArchiveTests : IDisposable
{
    private static readonly ClipOptions Quick = new() { Activation = Activation.QuickGelu };
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    internal static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "weights", name);

    [Fact]
    public void A_script_archive_gives_its_tensors_and_nothing_else()
    {
        using var file = WeightsFile.Open(Fixture("script-float16.pt"));
        Assert.Equal((true, "TorchScript archive"), (file.IsScript, file.Format));
        Assert.Equal("HalfStorage[192, 64]", file.Entries["visual.transformer.resblocks.0.attn.in_proj_weight"].ToString());
        Assert.Equal(4, file.Read("input_resolution").Item<long>());
        var stored = file.Read("visual.proj");
        Assert.Equal(DType.Float16, stored.DType);
        // generate.py's values: ((Σ of the name's letters + 7·i) mod 129 − 64) / 64
        var seed = "visual.proj".Sum(letter => letter);
        Assert.Equal(
            Enumerable.Range(0, 192).Select(i => (((seed + (7 * i)) % 129) - 64) / 64f), stored.To(DType.Float32).ToArray<float>());
    }

    [Fact]
    public void Half_bfloat_and_single_precision_archives_are_one_model()
    {
        var script = ClipFolder.Open(Fixture("script-float16.pt"));
        Assert.Equal(
            (Activation.QuickGelu, "OpenAI's archive", "width/64"),
            (script.Config.Vision.Tower.Activation, script.Source.ActivationFrom, script.Source.HeadsFrom));
        Assert.Equal(
            (4, 2, 32, 0.5),
            (
                script.Config.Vision.ImageSize, script.Config.Vision.PatchSize, script.Config.Text.Tower.Hidden,
                script.Config.Text.Tower.MlpRatio));
        foreach (var name in (string[])["state-float32.pt", "state-bfloat16.bin"])
        {
            var other = ClipFolder.Open(Fixture(name), Quick);
            Assert.Equal(script.Config, other.Config);
            ClipFormatsTests.AssertSame(script.Model, other.Model);
        }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    public void A_saved_folder_gives_the_same_bits_in_every_dtype_that_holds_them(DType type)
    {
        var clip = ClipFolder.Open(Fixture("script-float16.pt"));
        ClipFolder.Save(folder.Path, clip.Model, type);
        var again = ClipFolder.Open(folder.Path);
        Assert.Equal(clip.Config, again.Config);
        ClipFormatsTests.AssertSame(clip.Model, again.Model);
        Assert.Equal("config.json", again.Source.HeadsFrom);
    }

    [Fact]
    public void Missing_and_unexpected_names_are_reported_together()
    {
        var values = Read(Fixture("state-float32.pt"));
        values.Remove("ln_final.weight");
        values["ln_finale.weight"] = Tensor.Zeros([64]);
        values["visual.proj"] = Tensor.Zeros([63, 3]);
        Gexia.Io.SafeTensorsWriter.Write(folder.File("x.safetensors"), values);
        var error = Assert.Throws<StateException>(() => ClipFolder.Open(folder.File("x.safetensors"), Quick));
        Assert.Equal(["ln_final.weight"], error.Missing);
        Assert.Equal(["ln_finale.weight"], error.Unexpected);
        Assert.Equal(["visual.proj: stored [63, 3], the model needs [64, 3]"], error.Misshaped);
        Assert.Contains("nearest stored: ln_finale.weight", error.Message);
    }

    [Fact]
    public void Without_a_stated_activation_bare_weights_are_refused()
    {
        var error = Assert.Throws<WeightsException>(() => ClipFolder.Open(Fixture("state-float32.pt")));
        Assert.Contains("quick_gelu", error.Message);
    }

    [Fact]
    public void A_member_that_comes_twice_is_refused()
    {
        var path = Archive(("a/data.pkl", "\x80\x02}."), ("a/data.pkl", "\x80\x02}."));
        Assert.Contains("twice", Assert.Throws<WeightsException>(() => WeightsFile.Open(path)).Message);
    }

    [Theory]
    [InlineData("a/other.pkl", "without NAME/data.pkl")]
    [InlineData("../a/data.pkl", "without NAME/data.pkl")]
    public void An_archive_without_a_pickle_in_its_place_is_refused(string name, string part) =>
        Assert.Contains(part, Assert.Throws<WeightsException>(() => WeightsFile.Open(Archive((name, "\x80\x02}.")))).Message);

    [Fact]
    public void A_big_endian_archive_is_refused() =>
        Assert.Contains(
            "big-endian",
            Assert.Throws<WeightsException>(() => WeightsFile.Open(Archive(("a/data.pkl", "\x80\x02}."), ("a/byteorder", "big")))).Message);

    [Fact]
    public void A_bomb_is_refused_by_its_limits()
    {
        using (var archive = ZipFile.Open(folder.File("bomb.pt"), ZipArchiveMode.Create))
        using (var stream = archive.CreateEntry("a/data.pkl", CompressionLevel.SmallestSize).Open())
            for (var i = 0; i < 20; i++) stream.Write(new byte[1 << 20]);
        Assert.Contains("at most", Assert.Throws<WeightsException>(() => WeightsFile.Open(folder.File("bomb.pt"))).Message);
    }

    private static Dictionary<string, Tensor> Read(string path)
    {
        using var file = WeightsFile.Open(path);
        return file.Entries.Keys.ToDictionary(name => name, file.Read);
    }

    private string Archive(params (string Name, string Bytes)[] members)
    {
        var path = folder.File("made.pt");
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, bytes) in members)
        {
            using var stream = archive.CreateEntry(name, CompressionLevel.NoCompression).Open();
            stream.Write(System.Text.Encoding.Latin1.GetBytes(bytes));
        }
        return path;
    }
}
