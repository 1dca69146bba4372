using System.Text.Json;
using Gexia.Models;
using Gexia.Tests.Cli;
using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.Runs;

namespace Gexia.Tests.Training.Tasks;

/// <summary>Weights that would be ignored are an error that says what to do; a CLIP gives what each kind of model takes.</summary>
public sealed class StrictStartTests : IDisposable
{
    private readonly TinyTraining tiny = new(steps: 1);

    public void Dispose() => tiny.Dispose();

    [Fact]
    public void What_would_be_ignored_is_an_error_that_says_what_to_do()
    {
        var gexia = Alone("gexia", "gexia");
        var pooled = Alone("pooled", "meanPooling");
        foreach (var kind in (string[])["gexia", "meanPooling"])
        {
            var line = Train("refused", kind, $"model.weights={gexia}").OneErrorLine(3);
            Assert.Contains("holds 'iam.", line);
            Assert.Contains("which would be ignored", line);
            Assert.Contains("model.startWith=towers", line);
        }
        var other = Train("refused", "meanPooling", $"model.start={gexia}", Folder).OneErrorLine(3);
        Assert.Contains("holds 'iam.", other);
        Assert.Contains("model.startWith=towers takes the towers alone", other);
        other = Train("refused", "gexia", $"model.start={pooled}", Folder).OneErrorLine(3);
        Assert.Contains("which the model does not know", other);
        Assert.Contains("model.startWith=towers takes the towers alone", other);
        Assert.Contains(
            "model.start is a run of kind gexia, and model.kind is meanPooling",
            Train("refused", "meanPooling", $"model.start={tiny.File("gexia")}").OneErrorLine(3));
    }

    [Theory, InlineData("gexia", "meanPooling"), InlineData("meanPooling", "gexia"), InlineData("meanPooling", "meanPooling")]
    public void Towers_alone_are_shared_between_kinds(string from, string to)
    {
        Alone("from", from);
        var trained = Train("to", to, $"model.start={tiny.File("from")}", "model.startWith=towers", "training.steps=0");
        Assert.True(trained.Code == 0, trained.Error);
        var (theirs, ours) = (Gexia.Io.SafeTensors.ReadAll(tiny.File("from/last.safetensors")),
            Gexia.Io.SafeTensors.ReadAll(tiny.File("to/last.safetensors")));
        foreach (var name in (string[])["visual.conv1.weight", "token_embedding.weight", "ln_final.bias"])
            Assert.Equal(theirs[name].ToArray<float>(), ours[name].ToArray<float>());
        if (from == to) Assert.Equal(theirs["visual.proj"].ToArray<float>(), ours["visual.proj"].ToArray<float>());
    }

    [Fact]
    public void Mean_pooling_goes_on_with_the_temperature_of_the_clip_and_gexia_does_not()
    {
        var clip = tiny.File("clip.safetensors");
        var made = RunModel.Create(Model("meanPooling", ""), new Rng(1));
        made.LogitScale.AsSpan<float>()[0] = 4.5f;
        Weights.Save(clip, made.Parameters, 0);
        var weights = $", \"weights\": {JsonSerializer.Serialize(clip)}";
        Assert.Equal(4.5f, RunModel.Create(Model("meanPooling", weights), new Rng(2)).LogitScale.At());
        Assert.Equal(Math.Log(1 / 0.07), RunModel.Create(Model("gexia", weights), new Rng(2)).LogitScale.At(), 1e-6);
    }

    private static readonly string Folder = "data.tokenizer={\"kind\":\"folder\",\"folder\":\"?\"}";

    private static ModelConfig Model(string kind, string more) => RunConfig.Parse("model", System.Text.Encoding.UTF8.GetBytes($$"""
        {
          "model": {
            "kind": "{{kind}}", "vision": { "imageSize": 16, "patchSize": 8, "width": 8, "layers": 1, "heads": 2 },
            "text": { "contextLength": 8, "width": 8, "layers": 1, "heads": 2, "vocabularySize": 20 }, "iam": { "heads": 2 } {{more}}
          },
          "data": { "pairs": "?", "videos": "?" },
          "training": { "steps": 1, "granularities": { "SVST": { "frames": 2 } } },
        }
        """)).Model;

    // A training's weights, by themselves.
    private string Alone(string run, string kind)
    {
        var trained = Train(run, kind);
        Assert.True(trained.Code == 0, trained.Error);
        var alone = tiny.File($"{run}-alone/weights.safetensors");
        Directory.CreateDirectory(Path.GetDirectoryName(alone)!);
        File.Copy(tiny.File($"{run}/last.safetensors"), alone);
        return alone;
    }

    private CliResult Train(string run, string kind, params string[] settings) => CliResult.Run(
    [
        .. tiny.Arguments(run), "--set", $"model.kind={kind}",
        .. settings.SelectMany(set => (string[])["--set", set.Replace("?", tiny.File("gexia/tokenizer"), StringComparison.Ordinal)]),
    ]);
}
