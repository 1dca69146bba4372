using System.Text.Json;
using Gexia.Io;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;
using Gexia.Training;

namespace Gexia.Tests.Training;

/// <summary>A training on a device of OpenCL's: forward, backward and update are there, and give what the processor gives.</summary>
[Collection(nameof(OpenCl))]
public sealed class DeviceTrainingTests : IDisposable
{
    private const int Steps = 20;

    private readonly TinyTraining tiny = new(Steps);

    public void Dispose() => tiny.Dispose();

    [OpenClFact]
    public void The_first_losses_are_those_of_the_processor_and_the_run_goes_on_anywhere()
    {
        Train("here");
        var there = Train("there", "--device", "opencl:0");
        Assert.Equal("opencl:0", there.GetProperty("device").GetString());
        Assert.Equal(0, there.GetProperty("fallbacks").GetInt64());
        var (expected, found) = (Losses("here"), Losses("there"));
        Assert.Equal(Steps, expected.Length);
        for (var i = 0; i < Steps; i++) Assert.Equal(expected[i], found[i], 1e-4 * expected[i]);

        var text = Embedding("there");
        Assert.All(text.Zip(Embedding("there", "--device", "opencl:0")), pair => Assert.Equal(pair.First, pair.Second, 1e-4));

        // the run keeps its device, and goes on with another one where that is said
        Assert.Contains("\"device\": \"opencl:0\"", File.ReadAllText(Path.Combine(tiny.File("there"), "config.json")));
        var resumed = CliResult.Run(
            "train", "--resume", tiny.File("there"), "--device", "cpu", "--set", $"training.steps={Steps + 2}", "--json");
        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.Equal("cpu", resumed.Json.GetProperty("device").GetString());
    }

    [OpenClFact]
    public void A_run_that_is_gone_on_with_there_ends_with_the_same_bytes()
    {
        string[] settings = ["--set", "training.steps=6", "--set", "training.saveEvery=4", "--device", "opencl:0"];
        Train("run", settings);
        byte[][] Files() =>
            [.. new[] { "last.safetensors", "log.jsonl" }.Select(name => File.ReadAllBytes(Path.Combine(tiny.File("run"), name)))];
        var expected = Files();
        File.Delete(new RunFolder(tiny.File("run")).Checkpoint(6));
        Train("run", [.. settings, "--resume"]);
        Assert.Equal(expected, Files());
    }

    [OpenClFact]
    public void A_search_computes_there()
    {
        var run = tiny.Train("run");
        string[] search = ["search", run, "a red square", "--videos", tiny.Videos, "--json"];
        var here = CliResult.Run(search);
        var there = CliResult.Run([.. search, "--device", "opencl:0", "--cache", tiny.File("cache")]);
        Assert.True(there.Code is 0 or 1, there.Error);
        Assert.Equal(here.Json.GetProperty("score").ToString()[..5], there.Json.GetProperty("score").ToString()[..5]);
    }

    [OpenClFact]
    public void Micro_batches_and_accumulated_ones_give_the_same_losses()
    {
        string[] settings = ["--set", "training.accumulate=2", "--set", "training.steps=4"];
        Train("here", settings);
        Train("whole", [.. settings, "--device", "opencl:0"]);
        Train("parts", [.. settings, "--device", "opencl:0", "--set", "training.microBatch=2"]);
        Train("uncaptured", [.. settings, "--device", "opencl:0", "--set", "training.capture=false"]);
        foreach (var run in (string[])["whole", "parts", "uncaptured"])
            Assert.All(Losses("here").Zip(Losses(run)), pair => Assert.Equal(pair.First, pair.Second, 1e-4 * pair.First));
        Assert.Equal(Losses("whole"), Losses("uncaptured"));
    }

    private JsonElement Train(string run, params string[] more)
    {
        var result = CliResult.Run([.. tiny.Arguments(run), "--json", .. more]);
        Assert.True(result.Code == 0, result.Error);
        return result.Json;
    }

    private double[] Losses(string run) =>
    [
        .. File.ReadLines(Path.Combine(tiny.File(run), "log.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(entry => entry.TryGetProperty("loss", out _)).Select(entry => entry.GetProperty("loss").GetDouble())
    ];

    private float[] Embedding(string run, params string[] more)
    {
        var (file, text) = (tiny.File("text.safetensors"), tiny.AnyCaption);
        File.Delete(file);
        var result = CliResult.Run(["embed", "--model", tiny.File(run), "--text", text, "--out", file, .. more]);
        Assert.True(result.Code == 0, result.Error);
        using var stored = SafeTensors.Open(file);
        return stored[stored.Keys.First(name => stored[name].Shape.Rank == 2)].ToArray<float>();
    }
}
