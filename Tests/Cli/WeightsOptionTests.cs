using Gexia.Data.Image;
using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary><c>--weights</c> of the verbs that only use a model.</summary>
public sealed class WeightsOptionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string model, output;

    public WeightsOptionTests() => (model, output) = (TinyClip.Write(folder.File("tiny-clip")), folder.File("out.safetensors"));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("embed", "--text", "a", "--out", "x")]
    [InlineData("classify", "--labels", "x", "a.png")]
    [InlineData("eval", "run", "--pairs", "x", "--videos", "x")]
    public void Another_value_is_a_mistake_of_the_command_line(string verb, params string[] rest)
    {
        string[] arguments = verb == "eval" ? [verb, .. rest] : [verb, "--model", model, .. rest];
        var result = CliResult.Run([.. arguments, "--weights", "int4"]);
        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.All(
            (string[])["int4", "float32", "bfloat16", "int8"], word => Assert.Contains(word, result.Error, StringComparison.Ordinal));
    }

    [Fact]
    public void Results_name_the_format_and_files_in_another_are_done_again()
    {
        var picture = folder.File("p.png");
        var image = new RgbImage(40, 50);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(i * 7);
        Png.Write(picture, image);
        var seen = new HashSet<string>();
        foreach (var format in (string[])["float32", "bfloat16", "int8"])
        {
            string[] arguments = ["embed", "--model", model, "--image", picture, "--out", output, "--weights", format];
            var json = CliResult.Run([.. arguments, "--json"]).Json;
            Assert.Equal((format, 0), (json.GetProperty("weights").GetString(), json.GetProperty("reused").GetInt32()));
            Assert.Contains($"{format} weights", CliResult.Run(arguments).Out, StringComparison.Ordinal);
            using var file = SafeTensors.Open(output);
            Assert.Equal(format, file.Metadata["weights"]);
            Assert.True(
                seen.Add(
                    Convert.ToHexString(
                        System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(file["image_features"].ToArray<float>()))));
        }
        File.WriteAllText(folder.File("labels.txt"), "square\ncircle\n");
        var classified = CliResult.Run(
            "classify", "--model", model, "--labels", folder.File("labels.txt"), "--weights", "int8", "--json", picture);
        Assert.Equal("int8", classified.Json.GetProperty("weights").GetString());
        Assert.Contains(
            "bfloat16 weights", CliResult.Run("embed", "--model", model, "--text", "a", "--weights", "bfloat16", "--out", output).Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_measured_in_a_format()
    {
        using var tiny = new TinyTraining(steps: 2);
        var run = tiny.Train("run");
        foreach (var format in (string[])["float32", "int8"])
        {
            var result = CliResult.Run("eval", run, "--pairs", tiny.Pairs, "--videos", tiny.Videos, "--weights", format, "--json");
            Assert.True(result.Code == 0, result.Error);
            Assert.Equal(format, result.Json.GetProperty("protocol").GetProperty("weights").GetString());
        }
    }

    [Fact]
    public void Damaged_weights_of_a_run_are_bad_input()
    {
        using var tiny = new TinyTraining(steps: 2);
        var run = tiny.Train("run");
        var file = new Gexia.Training.RunFolder(run).Last;
        var values = SafeTensors.ReadAll(file);
        values["logit_scale"] = Tensor.Scalar(double.NaN);
        SafeTensorsWriter.Write(file, values);
        string[] arguments = ["embed", "--model", run, "--text", "a red square", "--out", output];
        Assert.Contains("'logit_scale' holds NaN", CliResult.Run(arguments).OneErrorLine(3), StringComparison.Ordinal);
        values.Remove("logit_scale");
        SafeTensorsWriter.Write(file, values);
        var line = CliResult.Run(arguments).OneErrorLine(3);
        Assert.Contains("missing logit_scale", line, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(file), line, StringComparison.Ordinal);
    }
}
