using Gexia.Data.Weights;
using Gexia.Io;
using Gexia.Models.Clip;
using Gexia.Tests.Cli;
using Gexia.Tests.Golden;
using Gexia.Tests.Support;
using Gexia.Pretrained;

namespace Gexia.Tests.Pretrained;

/// <summary>Texts are pooled at the first end token that a configuration states, and at the largest id only where it states none.</summary>
public sealed class EndTokenTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("\"eos_token_id\": 511")]
    [InlineData("\"eos_token_id\": [511]")]
    [InlineData("\"eos_token_id\": [511, 511], \"pad_token_id\": 511")]
    public void An_extended_vocabulary_is_pooled_at_the_stated_token(string stated)
    {
        var clip = ClipFolder.Open(ExtendedClip.Write(folder.File("clip"), stated));
        Assert.Equal(ExtendedClip.EndOfText, clip.Config.Text.EndOfText);
        GoldenFiles.AssertClose(
            "text_features", ExtendedClip.Golden["text_features"], clip.Model.EncodeText(ExtendedClip.Texts(511)), Tolerance);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"eos_token_id\": 2")]
    [InlineData("\"eos_token_id\": [2]")]
    [InlineData("\"eos_token_id\": null")]
    public void The_historic_number_and_none_pool_at_the_largest_id(string stated)
    {
        var clip = ClipFolder.Open(ExtendedClip.Write(folder.File("clip"), stated));
        Assert.Null(clip.Config.Text.EndOfText);
        var texts = ExtendedClip.Texts(null);
        Assert.Equal([2, 5], texts.Ends);                       // 513 stands at 2, the first 511 at 5
        var features = clip.Model.EncodeText(texts);
        GoldenFiles.AssertClose(
            "second", ExtendedClip.Golden["text_features"].Slice(0, 1, 1).Copy(), features.Slice(0, 1, 1).Copy(), Tolerance);
        Assert.ThrowsAny<Exception>(
            () => GoldenFiles.AssertClose(
                "first", ExtendedClip.Golden["text_features"].Slice(0, 0, 1).Copy(), features.Slice(0, 0, 1).Copy(), 0.1));
    }

    [Theory]
    [InlineData("\"eos_token_id\": 514", "no id of the vocabulary of 514")]
    [InlineData("\"eos_token_id\": 49407", "no id of the vocabulary of 514")]
    [InlineData("\"eos_token_id\": -1", "must be a whole number")]
    [InlineData("\"eos_token_id\": \"511\"", "must be a whole number")]
    [InlineData("\"eos_token_id\": [511, 513]", "names several tokens ([511, 513])")]
    [InlineData("\"eos_token_id\": [[511]]", "must be a whole number")]
    public void An_end_token_that_no_text_can_have_is_refused(string stated, string reason) =>
        Assert.Contains(
            reason, Assert.Throws<WeightsException>(() => ClipFolder.Open(ExtendedClip.Write(folder.File("clip"), stated))).Message);

    [Theory]
    [InlineData("float32", "huggingface"), InlineData("float16", "huggingface"), InlineData("bfloat16", "huggingface")]
    [InlineData("float32", "openai"), InlineData("float16", "openai"), InlineData("bfloat16", "openai")]
    public void What_convert_writes_is_pooled_at_the_same_token(string type, string names)
    {
        var (source, written, inputs) = (ExtendedClip.Write(folder.File("clip")), folder.File("written"), folder.File("in.safetensors"));
        SafeTensorsWriter.Write(inputs, ExtendedClip.Golden.Where(pair => pair.Key == "input_ids"));
        Assert.Equal(0, CliResult.Run("convert", "--model", source, "--out", written, "--dtype", type, "--names", names).Code);
        if (names == "huggingface") Assert.Contains("\"eos_token_id\": 511", File.ReadAllText(Path.Combine(written, "config.json")));
        var result = CliResult.Run("embed", "--model", written, "--tensors", inputs, "--out", folder.File("features.safetensors"));
        Assert.True(result.Code == 0, result.Error);
        var tolerance = type switch { "float32" => Tolerance, "float16" => 2e-3, _ => 1e-2 };
        GoldenFiles.AssertClose(
            "text_features", ExtendedClip.Golden["text_features"],
            SafeTensors.ReadAll(folder.File("features.safetensors"))["text_features"], tolerance);
    }

    [Fact]
    public void A_model_that_pools_at_the_largest_id_is_written_as_one()
    {
        ClipFolder.Save(folder.File("again"), ClipFolder.Open(ExtendedClip.Write(folder.File("clip"), "")).Model);
        Assert.Contains("\"eos_token_id\": 2", File.ReadAllText(folder.File("again/config.json")));
        Assert.Null(ClipFolder.Open(folder.File("again")).Config.Text.EndOfText);
    }

    [Fact]
    public void Parity_with_the_reference_holds()
    {
        SafeTensorsWriter.Write(folder.File("reference.safetensors"), ExtendedClip.Golden.Where(pair => pair.Key != "rows"));
        Assert.Equal(
            0,
            CliResult.Run(
                "parity", "--model", ExtendedClip.Write(folder.File("clip")), "--reference", folder.File("reference.safetensors")).Code);
    }

    [Fact]
    public void A_text_without_an_end_is_refused_by_its_row()
    {
        SafeTensorsWriter.Write(
            folder.File("in.safetensors"), [KeyValuePair.Create("input_ids", Tensor.Of(new long[,] { { 510, 5, 511 }, { 510, 513, 7 } }))]);
        var error = CliResult.Run(
            "embed", "--model", ExtendedClip.Write(folder.File("clip")), "--tensors", folder.File("in.safetensors"),
            "--out", folder.File("out")).OneErrorLine(3);
        Assert.Contains("row 1 of the ids does not hold the end token 511", error);
        Assert.False(File.Exists(folder.File("out")));
    }

    [Fact]
    public void A_tokenizer_that_ends_texts_elsewhere_does_not_belong_to_the_model()
    {
        var clip = TinyClip.Write(folder.File("clip"));
        var config = File.ReadAllText(Path.Combine(clip, "config.json"));
        File.WriteAllText(
            Path.Combine(clip, "config.json"),
            System.Text.RegularExpressions.Regex.Replace(config, "\"eos_token_id\": [0-9]+", "\"eos_token_id\": 7"));
        Assert.Contains("do not belong together", Assert.Throws<WeightsException>(() => ClipFolder.Open(clip)).Message);
    }

    [SharedFact]
    public void The_shared_case_agrees()
    {
        var place = Path.Combine(Environs.Shared!, "cases", "extended-vocabulary");
        var clip = ClipFolder.Open(place);
        var texts = TextIds.Of(
            SafeTensors.ReadAll(Path.Combine(place, "in.safetensors"))["input_ids"].To(DType.Int32).ToArray<int>(), 8,
            endOfText: clip.Config.Text.EndOfText);
        GoldenFiles.AssertClose("text_features", ExtendedClip.Golden["text_features"], clip.Model.EncodeText(texts), Tolerance);
    }
}
