using System.Text.Json;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;
using Gexia.Training.Runs;

namespace Gexia.Tests.Training;

/// <summary>A length that is given in epochs is run, and kept, in steps.</summary>
public sealed class EpochStepsTests
{
    [Theory]
    [InlineData(1, 10, 1, 10)]
    [InlineData(1, 9.01, 1, 10)]
    [InlineData(2, 1.5, 1, 3)]
    [InlineData(0.1, 30, 1, 3)]
    [InlineData(5, 12_000_000 / 512.0, 1, 117188)]
    [InlineData(3, 7, 4, 6)]
    [InlineData(0.01, 0.5, 1, 1)]
    public void Steps_are_the_next_whole_number(double epochs, double batches, int accumulate, long expected) =>
        Assert.Equal(expected, EpochSteps.StepsOf(epochs, batches, accumulate));

    /// <summary>
    /// Nine videos in batches of six, twice: three steps. What the command line says takes the place of what the file says.
    /// </summary>
    [Fact]
    public void A_task_counts_its_samples()
    {
        using var world = new TaskWorld();
        string[] arguments = world.Train(
            "\"kind\": \"classification\", \"dataset\": \"ucf101\"", world.Ucf101(), "epochs", "task.splits=2", "training.epochs=2");
        var trained = CliResult.Run([.. arguments, "--json"]);
        Assert.True(trained.Code == 0, trained.Error);
        Assert.Equal(3, trained.Json.GetProperty("steps").GetInt32());
        using var kept = JsonDocument.Parse(File.ReadAllText(world.File("epochs/config.json")));
        var training = kept.RootElement.GetProperty("training");
        Assert.Equal((3, JsonValueKind.Null), (training.GetProperty("steps").GetInt32(), training.GetProperty("epochs").ValueKind));
        var resumed = CliResult.Run([.. arguments, "--resume", "--json"]);
        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.Equal(0, CliResult.Run("train", "--resume", world.File("epochs"), "--set", "training.steps=4", "--json").Code);
    }

    /// <summary>Sixteen clips of four sources: 4 batches of SVST and 2 of LVLT make an epoch.</summary>
    [Fact]
    public void Retrieval_counts_the_pairs_of_all_granularities()
    {
        using var toys = new TemporaryFolder();
        Assert.Equal(0, CliResult.Run("synth", "--out", toys.Path, "--sources", "4").Code);
        string Config(string length) => toys.Write("config.json", $$"""
            {
              "model": {
                "vision": { "imageSize": 16, "patchSize": 8, "width": 16, "layers": 1, "heads": 2 },
                "text": { "contextLength": 24, "width": 16, "layers": 1, "heads": 2 }, "iam": { "vectors": 2, "heads": 2 },
              },
              "data": {
                "pairs": {{JsonSerializer.Serialize(toys.File("pairs.jsonl"))}}, "videos": {{JsonSerializer.Serialize(toys.Path)}}
              },
              "training": {
                {{length}}
                "granularities": {
                  "SVST": { "frames": 1, "batch": 4, "textLength": 16 }, "LVLT": { "frames": 2, "batch": 2, "textLength": 24 },
                },
              },
            }
            """);
        var trained = CliResult.Run("train", Config("\"epochs\": 0.5,"), "--out", toys.File("run"), "--json");
        Assert.True(trained.Code == 0, trained.Error);
        Assert.Equal(3, trained.Json.GetProperty("steps").GetInt32());
        Assert.Contains(
            "training.epochs is given beside training.steps; give one of them",
            CliResult.Run("train", Config("\"epochs\": 0.5, \"steps\": 3,"), "--out", toys.File("two")).OneErrorLine(3));
        Assert.Contains(
            "training.steps is missing and has no default", CliResult.Run("train", Config(""), "--out", toys.File("none")).OneErrorLine(3));
        Assert.Contains(
            "training.epochs must be a number",
            CliResult.Run("train", Config("\"epochs\": 0,"), "--out", toys.File("zero")).OneErrorLine(3));
    }
}
