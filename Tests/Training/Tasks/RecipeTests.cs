using System.Text.Json;
using Gexia.Tests.Architecture;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;
using Gexia.Training.Config;

namespace Gexia.Tests.Training.Tasks;

/// <summary>The recipes in configs/ that start from a run read with any run of their model, and retrieval has a card, too.</summary>
public sealed class RecipeTests(TaskWorld world, MatchingTests.World gexia) : IClassFixture<TaskWorld>, IClassFixture<MatchingTests.World>
{
    public static TheoryData<string> Recipes =>
    [
        .. Directory.GetFiles(Path.Combine(SourceTree.Root, "configs"), "*.json")
            .Where(path => File.ReadAllText(path).Contains("\"start\"", StringComparison.Ordinal)).Select(path => Path.GetFileName(path))
    ];

    [Theory, MemberData(nameof(Recipes))]
    public void A_recipe_takes_what_it_does_not_state_from_the_run(string name)
    {
        var path = Path.Combine(SourceTree.Root, "configs", name);
        var model = name.Split('-', '.')[0];
        var config = RunConfig.Open(path, $"model.start={(model == "gexia" ? gexia.Base : world).Model}");
        Assert.Equal((model, 16), (config.Model.Kind.Name, config.Model.Sizes.Vision.ImageSize));
        Assert.Equal(!File.ReadAllText(path).Contains("\"task\"", StringComparison.Ordinal), config.Task is null);
        Assert.Equal(config.Resolved, RunConfig.Parse("again", System.Text.Encoding.UTF8.GetBytes(config.Resolved)).Resolved);
        Assert.Contains($"model.start: runs/{model}: no such file", Assert.Throws<GexiaException>(() => RunConfig.Open(path)).Message);
    }

    [Fact]
    public void There_is_a_recipe_of_each_task() => Assert.Equal(25, Recipes.Count);

    [Fact]
    public void Without_a_step_retrieval_is_measured_and_has_its_card()
    {
        using var toys = new TemporaryFolder();
        Assert.Equal(0, CliResult.Run("synth", "--out", toys.Path, "--sources", "3").Code);
        var pairs = JsonSerializer.Serialize(toys.File("pairs.jsonl"));
        var config = toys.Write("zero.json", $$"""
            {
              "model": { "start": {{JsonSerializer.Serialize(world.Model)}} },
              "data": { "pairs": {{pairs}}, "videos": {{JsonSerializer.Serialize(toys.Path)}} },
              "training": { "steps": 0, "granularities": { "SVST": { "frames": 2, "textLength": 4 } } },
              "eval": { "pairs": {{pairs}} },
            }
            """);
        var measured = CliResult.Run("train", config, "--out", toys.File("run"), "--json");
        Assert.True(measured.Code == 0, measured.Error);
        var card = measured.Json.GetProperty("protocol");
        Assert.Equal(("retrieval", "nothing", 0), (
            card.GetProperty("task").GetString(), card.GetProperty("trained").GetString(), card.GetProperty("steps").GetInt32()));
        var cell = Assert.Single(card.GetProperty("splits").EnumerateArray());
        Assert.Equal((12, 12, 12), (
            cell.GetProperty("queries").GetInt32(), cell.GetProperty("gallery").GetInt32(),
            cell.GetProperty("truncated_texts").GetInt32()));
        var own = measured.Json.GetProperty("eval").GetProperty(cell.GetProperty("name").GetString()!);
        Assert.Equal(
            own.GetProperty("t2v").GetProperty("r1").GetDouble(), cell.GetProperty("figures").GetProperty("t2v.r1").GetDouble());
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(world.Model, "last.safetensors")).Length,
            File.ReadAllBytes(toys.File("run/last.safetensors")).Length);
    }
}
