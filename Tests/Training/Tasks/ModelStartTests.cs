using System.Text.Json;
using Gexia.Io;
using Gexia.Models;
using Gexia.Tests.Support;
using Gexia.Training.Config;
using Gexia.Training.Runs;

namespace Gexia.Tests.Training.Tasks;

/// <summary><c>model.start</c>: weights, sizes and tokenizer of a run, each of them its own or not at all.</summary>
public sealed class ModelStartTests(TaskWorld world) : IClassFixture<TaskWorld>
{
    private RunConfig Parse(string model, params string[] settings) => RunConfig.Open(world.Write("start.json", $$"""
        {
          "model": { {{model}} },
          "data": { "pairs": "?", "videos": "?" },
          "training": { "steps": 1, "granularities": { "SVST": { "frames": 2 } } },
        }
        """), settings);

    private string Start => $"\"start\": {JsonSerializer.Serialize(world.Model)}";

    [Fact]
    public void A_run_gives_sizes_and_every_weight()
    {
        var config = Parse(Start);
        var vision = config.Model.Sizes.Vision;
        Assert.Equal(("svilm", 16, 2), (config.Model.Kind.Name, vision.ImageSize, vision.Tower.Layers));
        Assert.Equal(config.Resolved, RunConfig.Parse("again", System.Text.Encoding.UTF8.GetBytes(config.Resolved)).Resolved);
        var run = TrainedRun.Open(new(world.Model));
        var model = RunModel.Create(config.Model.For(run.Tokenizer), new Rng(7));
        using var file = SafeTensors.Open(Path.Combine(world.Model, "last.safetensors"));
        Assert.Equal(file.Entries.Count, model.Parameters.Count);
        Assert.All(model.Parameters, parameter =>
            Assert.Equal(file[parameter.Name].ToArray<float>(), parameter.Value.ToArray<float>()));
    }

    [Fact]
    public void A_file_of_a_run_belongs_to_it_and_one_by_itself_needs_a_tokenizer()
    {
        var best = Path.Combine(world.Model, "best.safetensors");
        Assert.Equal(16, Parse($"\"start\": {JsonSerializer.Serialize(best)}").Model.Sizes.Vision.ImageSize);
        var alone = world.File("alone.safetensors");
        File.Copy(best, alone, overwrite: true);
        Assert.Contains("name its folder with data.tokenizer.kind=folder", Error($"\"start\": {JsonSerializer.Serialize(alone)}"));
    }

    [Theory]
    [InlineData("\"vision\": { \"width\": 32 }", "model.vision.width is 32, but the run that model.start names")]
    [InlineData("\"kind\": \"gexia\"", "model.start is a run of kind svilm, and model.kind is gexia")]
    [InlineData("\"weights\": \"x\"", "model.start gives all that weights would give")]
    public void What_disagrees_is_named(string stated, string expected) => Assert.Contains(expected, Error($"{Start}, {stated}"));

    [Fact]
    public void A_stated_size_may_agree() => Assert.Equal(2, Parse($"{Start}, \"vision\": {{ \"layers\": 2 }}")
        .Model.Sizes.Vision.Tower.Layers);

    [Fact]
    public void Another_tokenizer_is_refused() =>
        Assert.Contains("data.tokenizer.kind is \"words\"", Error(Start, "data.tokenizer.kind=words"));

    [Fact]
    public void Nothing_there_is_one_line() => Assert.Contains(
        "model.start: /nowhere: no such file", Assert.Throws<GexiaException>(() => Parse("\"start\": \"/nowhere\"")).Message);

    [Fact]
    public void A_tensor_that_would_be_ignored_and_a_parameter_that_is_lacking_are_errors()
    {
        var config = Parse(Start);
        var tokenizer = TrainedRun.Open(new(world.Model)).Tokenizer;
        using var file = SafeTensors.Open(Path.Combine(world.Model, "last.safetensors"));
        var values = file.Entries.Keys.ToDictionary(name => name, name => file[name]);
        string Failed(Dictionary<string, Tensor> stored)
        {
            var path = world.File("changed.safetensors");
            SafeTensorsWriter.Write(path, stored);
            var model = config.Model.For(tokenizer) with { Start = path };
            return Assert.Throws<GexiaException>(() => RunModel.Create(model, new Rng(1))).Message;
        }
        Assert.Contains(
            "holds 'stray', which the model does not know", Failed(new(values) { ["stray"] = Tensor.Zeros([1]) }));
        var less = new Dictionary<string, Tensor>(values);
        var lost = less.Keys.Order().First();
        less.Remove(lost);
        Assert.Contains($"lacks '{lost}'", Failed(less));
    }

    [Fact]
    public void Towers_are_shared_with_another_kind_when_that_is_said()
    {
        using var pooling = new TaskWorld("meanPooling");
        const string Sizes = """
            "kind": "gexia", "startWith": "towers",
            "vision": { "imageSize": 16, "patchSize": 8, "width": 16, "layers": 2, "heads": 2 },
            "text": { "contextLength": 24, "width": 16, "layers": 1, "heads": 2 },
            "iam": { "vectors": 2, "heads": 2 }
            """;
        var config = Parse($"\"start\": {JsonSerializer.Serialize(pooling.Model)}, {Sizes}");
        var tokenizer = TrainedRun.Open(new(pooling.Model)).Tokenizer;
        var model = RunModel.Create(config.Model.For(tokenizer), new Rng(7));
        using var file = SafeTensors.Open(Path.Combine(pooling.Model, "last.safetensors"));
        var name = "visual.transformer.resblocks.0.attn.out_proj.weight";
        Assert.Equal(file[name].ToArray<float>(), model.Parameters[name].Value.ToArray<float>());
    }

    private string Error(string model, params string[] settings) =>
        Assert.Throws<ConfigException>(() => Parse(model, settings)).Message;
}
