using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Training.Config;

namespace Gexia.Tests.Cli;

public class DemoTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_tiny_demo_runs_from_nothing_to_a_report()
    {
        var result = CliResult.Run("demo", "--out", folder.Path, "--steps", "3", "--sources", "32", "--test-sources", "12", "--json");
        Assert.Equal(0, result.Code);
        foreach (var composition in (string[])["svst", "random", "source"])
        {
            foreach (var cell in (string[])["long 3-3", "short 1-1"])
            {
                var measured = result.Json.GetProperty("composition").GetProperty(composition).GetProperty(cell);
                foreach (var direction in (string[])["t2v", "v2t"])
                    foreach (var figure in (string[])["r1", "r5", "r10", "mdr", "mnr"])
                        Assert.True(double.IsFinite(measured.GetProperty(direction).GetProperty(figure).GetDouble()));
            }
        }
        foreach (var key in (string[])["iterations", "meanp", "seconds", "peak_memory_bytes"])
            Assert.True(result.Json.TryGetProperty(key, out _), key);
        var order = result.Json.GetProperty("order");
        Assert.Equal(60, order.GetProperty("palettes").GetInt32());
        Assert.Equal(50, order.GetProperty("meanp").GetProperty("twin").GetDouble());
        Assert.InRange(order.GetProperty("ceiling").GetDouble(), 50, 100);
        foreach (var head in (string[])["gexia", "meanp"])
            foreach (var direction in (string[])["t2v", "v2t"])
                Assert.InRange(order.GetProperty(head).GetProperty(direction).GetProperty("r1").GetDouble(), 0, 100);
        Assert.Equal(9, result.Json.GetProperty("verdicts").GetArrayLength());
        Assert.All(result.Json.GetProperty("verdicts").EnumerateArray(), verdict =>
        {
            var (difference, error) = (verdict.GetProperty("difference").GetDouble(), verdict.GetProperty("standard_error").GetDouble());
            if (Math.Abs(difference) <= 2 * error) Assert.Equal("no clear difference here", verdict.GetProperty("verdict").GetString());
        });

        var page = File.ReadAllText(folder.File("report.html"));
        Assert.Contains("occur in the training data too", page);
        Assert.Contains("Patch-masking alignment map", page);
        Assert.Contains("9 comparisons of R@1 text to video.", page);
        Assert.NotEmpty(Directory.GetFiles(folder.File("frames"), "*.png"));

        Assert.Contains(
            "--resume", CliResult.Run("demo", "--out", folder.Path, "--steps", "3", "--sources", "32", "--test-sources", "12").Error);
        var again = CliResult.Run("demo", "--out", folder.Path, "--steps", "3", "--sources", "32", "--test-sources", "12", "--resume");
        Assert.Equal(0, again.Code);
        Assert.Contains("random concatenation", again.Out);

        var seeds = CliResult.Run(
            "demo", "--out", folder.Path, "--steps", "3", "--sources", "32", "--test-sources", "12", "--resume", "--seeds", "2", "--json");
        Assert.Equal(0, seeds.Code);
        Assert.Equal(result.Json.GetProperty("composition").ToString(), seeds.Json.GetProperty("composition").ToString());
        Assert.All(seeds.Json.GetProperty("verdicts").EnumerateArray(), verdict =>
            Assert.Equal((2, true), (verdict.GetProperty("seeds").GetInt32(), verdict.TryGetProperty("spread", out _))));
        Assert.True(Directory.Exists(folder.File(Path.Combine("seed-1", "source"))));
    }

    [Theory]
    [InlineData("model.dens.temporalEmbedding=false", "did you mean")]
    [InlineData("training.encoderLearningRate=fast", "must be a number")]
    [InlineData("nothing", "write it as")]
    public void A_change_that_cannot_be_made_is_refused_before_anything_is_trained(string change, string why)
    {
        Assert.Contains(why, CliResult.Run("demo", "--out", folder.File("none"), "--set", change).OneErrorLine(3));
        Assert.False(Directory.Exists(folder.File("none")));
    }

    /// <summary>The figures of a demo come from memory; the same come from the files that it wrote, wherever the folder lies.</summary>
    [Fact]
    public void Its_models_are_ordinary_runs_that_move_with_their_data()
    {
        var demo = CliResult.Run(
            "demo", "--out", folder.File("made"), "--seed", "18446744073709551615", "--steps", "2", "--sources", "32",
            "--test-sources", "6", "--json");
        Assert.Equal(0, demo.Code);
        Directory.Move(folder.File("made"), folder.File("moved"));
        foreach (var name in (string[])["source", "random", "svst", "meanp"])
        {
            var run = folder.File($"moved/{name}");
            Assert.Equal(2, CliResult.Run("info", run, "--json").Json.GetProperty("step").GetInt32());
            var config = RunConfig.Open(new RunFolder(run));
            Assert.True(
                Directory.Exists(config.Data.Videos)
                && File.Exists(config.Data.Pairs)
                && File.Exists(config.Data.Plan)
                && File.Exists(config.Eval.Pairs),
                name);
            var videos = folder.File("moved/data/test");
            var measured = CliResult.Run(
                "eval", run, "--pairs", $"{videos}/pairs.jsonl", "--videos", videos, "--long", "--iter", "3-3", "--json");
            Assert.True(measured.Code == 0, measured.Error);
            // The demo gives the training on short clips longer texts than it was trained with.
            var cells = name == "meanp" ? demo.Json.GetProperty(name) : demo.Json.GetProperty("composition").GetProperty(name);
            foreach (var direction in name == "svst" ? [] : (string[])["t2v", "v2t"])
                Assert.Equal(
                    cells.GetProperty("long 3-3").GetProperty(direction).ToString(), measured.Json.GetProperty(direction).ToString());
            var embedded = CliResult.Run(
                "embed", "--model", run, "--text", "a red square moves left dark", "--out", folder.File($"{name}.safetensors"));
            Assert.True(embedded.Code == 0, embedded.Error);
        }
    }
}
