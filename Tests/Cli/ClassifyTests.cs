using Gexia.Data.Image;
using Gexia.Embeddings;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

public sealed class ClassifyTests : IDisposable
{
    private static readonly string[] Labels = ["square", "circle", "triangle"];

    private readonly TemporaryFolder folder = new();
    private readonly string model, labels, picture;

    public ClassifyTests()
    {
        (model, labels, picture) = (TinyClip.Write(folder.File("tiny-clip")), folder.File("labels.txt"), folder.File("p.png"));
        File.WriteAllLines(labels, ["square", "", "  circle ", "triangle"]);
        var image = new RgbImage(50, 35);
        for (var i = 0; i < image.Pixels.Length; i++) image.Pixels[i] = (byte)(i * 7);
        Png.Write(picture, image);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Probabilities_are_the_softmax_of_scaled_cosines()
    {
        var opened = EmbeddingModel.Open(model);
        var item = opened.EmbedImages([Png.Read(picture)])[0];
        var cosines = opened.EmbedTexts([.. Labels.Select(label => $"a photo of a {label}.")])
            .Select(text => text.Vector.Zip(item, (a, b) => (double)a * b).Sum()).ToList();
        var weights = cosines.Select(cosine => Math.Exp(cosine / 0.07)).ToList();      // a fresh model's temperature

        var found = Probabilities(Classify(picture));
        Assert.Equal(1, found.Values.Sum(), 1e-12);
        for (var i = 0; i < Labels.Length; i++) Assert.Equal(weights[i] / weights.Sum(), found[Labels[i]], 1e-4);
    }

    [Fact]
    public void Templates_of_a_file_are_averaged()
    {
        var templates = folder.File("templates.txt");
        File.WriteAllLines(templates, ["a {}", "the {} moves", "{}"]);
        var opened = EmbeddingModel.Open(model);
        var item = opened.EmbedImages([Png.Read(picture)])[0];
        var weights = Labels.Select(label =>
        {
            var prompts = opened.EmbedTexts([$"a {label}", $"the {label} moves", label]);
            double[] mean = [.. Enumerable.Range(0, opened.Dimensions).Select(i => prompts.Average(prompt => (double)prompt.Vector[i]))];
            return Math.Exp(mean.Zip(item, (a, b) => a * b).Sum() / Math.Sqrt(mean.Sum(x => x * x)) / 0.07);
        }).ToList();
        var found = Probabilities(Classify("--template", templates, picture));
        for (var i = 0; i < Labels.Length; i++) Assert.Equal(weights[i] / weights.Sum(), found[Labels[i]], 1e-4);
    }

    [Fact]
    public void Videos_are_classified_too_and_a_table_shows_the_best()
    {
        Assert.Equal(0, CliResult.Run("synth", "--out", folder.File("s"), "--sources", "1").Code);
        var result = CliResult.Run(
            "classify", "--model", model, "--labels", labels, "--top", "1", picture, Path.Combine(folder.File("s"), "train-0000.png"));
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Equal(2, result.Out.Split('\n').Count(line => line.Contains(".png")));
    }

    [Fact]
    public void What_cannot_be_read_is_named()
    {
        var result = Classify(picture, folder.File("nowhere.png"));
        Assert.Equal((4, 1), (result.Code, result.Json.GetProperty("results").GetArrayLength()));
        Assert.Contains("nowhere.png", result.Error);
        Assert.Contains("no {}", Classify("--template", "a photo", picture).OneErrorLine(2));
        File.WriteAllText(labels, "\n");
        Assert.Contains("labels", Classify(picture).OneErrorLine(3));
    }

    private CliResult Classify(params string[] arguments) =>
        CliResult.Run(["classify", "--model", model, "--labels", labels, "--json", .. arguments]);

    private static Dictionary<string, double> Probabilities(CliResult result)
    {
        Assert.True(result.Code == 0, result.Error);
        var outcome = result.Json.GetProperty("results")[0];
        var found = outcome.GetProperty("probabilities").EnumerateArray()
            .Select(pair => (Label: pair.GetProperty("label").GetString()!, P: pair.GetProperty("p").GetDouble())).ToList();
        Assert.Equal(found[0].Label, outcome.GetProperty("label").GetString());
        Assert.Equal(found.OrderByDescending(pair => pair.P).Select(pair => pair.Label), found.Select(pair => pair.Label));
        return found.ToDictionary(pair => pair.Label, pair => pair.P);
    }
}
