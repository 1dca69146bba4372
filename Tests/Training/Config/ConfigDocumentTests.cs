using Gexia.Models;
using Gexia.Tests.Architecture;
using Gexia.Training.Config;

namespace Gexia.Tests.Training.Config;

/// <summary>docs/config.md says what the code does: it is made of what stands beside the reading of each key.</summary>
public class ConfigDocumentTests
{
    [Fact]
    public void The_document_is_what_the_code_says() =>
        Assert.True(
            SourceTree.Read("docs/config.md") == ConfigDocument.Markdown(),
            "docs/config.md is of another time: make it anew with `./gexia config --markdown > docs/config.md`.");

    [Fact]
    public void Every_key_is_known_once_and_told_of()
    {
        var keys = ConfigKeys.All;
        Assert.Equal(keys.Count, keys.Select(key => key.Path).Distinct().Count());
        Assert.All(keys, key =>
        {
            Assert.True(key.Note.Meaning.Length > 5 && key.Note.Origin.Length > 2, key.Path);
            Assert.Contains($"| `{key.Name}` | ", SourceTree.Read("docs/config.md"));
        });
    }

    /// <summary>A key of the resolved file that the list lacks would be one that nobody can look up.</summary>
    [Theory]
    [InlineData("clips")]
    [InlineData("synthetic")]
    [InlineData("paper")]
    public void The_keys_of_a_resolved_file_are_those_of_the_list(string name)
    {
        var config = RunConfig.Open(Path.Combine(SourceTree.Root, "configs", $"{name}.json"));
        using var json = System.Text.Json.JsonDocument.Parse(config.Resolved);
        var known = ConfigKeys.All.Select(key => key.Path).ToHashSet();
        Assert.All(Leaves("", json.RootElement), path =>
            Assert.Contains(path.Replace(".SVST.", ".NAME.").Replace(".LVLT.", ".NAME.").Replace(".LVST.", ".NAME."), known));
        Assert.Equal(config.Resolved, RunConfig.Parse("again", System.Text.Encoding.UTF8.GetBytes(config.Resolved)).Resolved);

        static IEnumerable<string> Leaves(string path, System.Text.Json.JsonElement element) =>
            element.ValueKind != System.Text.Json.JsonValueKind.Object ? [path]
                : element.EnumerateObject()
                    .SelectMany(member => Leaves(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value));
    }

    /// <summary>A default in the list is what an empty place comes to.</summary>
    [Fact]
    public void The_defaults_are_those_that_hold()
    {
        var config = RunConfig.Open(Path.Combine(SourceTree.Root, "configs", "paper.json"));
        string Default(string path) => ConfigKeys.All.Single(key => key.Path == path).Default!;
        Assert.Equal(Default("training.beta2"), config.Training.Adam.Beta2.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Default("data.minPairs"), $"{config.Data.MinPairs}");
        Assert.Equal(Default("model.dense.maxFrames"), $"{Assert.IsType<GexiaConfig>(config.Model.Sizes).Dense.MaxFrames}");
        Assert.Equal(
            ("0.0001", "1e-6", "learningRate", "true"),
            (
                Default("training.learningRate"), Default("training.epsilon"), Default("training.encoderLearningRate"),
                Default("model.iam.finalNorm")));
        Assert.Null(ConfigKeys.All.Single(key => key.Path == "model.vision.imageSize").Default);
        Assert.Equal("gexia, meanPooling, svilm", ConfigKeys.All.Single(key => key.Path == "model.kind").Type);
    }
}
