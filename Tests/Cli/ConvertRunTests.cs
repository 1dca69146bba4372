using System.Text.Json;
using Gexia.Embeddings;
using Gexia.Io;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary><c>convert</c> copies a run of any kind of model with its weights in another dtype; the copy is used as the run is.</summary>
public sealed class ConvertRunTests : IDisposable
{
    private const string SViLM = """
        {
          "model": {
            "vision": { "imageSize": 24, "patchSize": 8, "width": 16, "layers": 2, "heads": 2 },
            "text": { "contextLength": 48, "width": 16, "layers": 1, "heads": 2 },
            "video": { "tubelet": 2 }, "groups": { "tokens": 3, "layers": "1,2" },
          },
          "data": { "pairs": "?", "videos": "?", "tokenizer": { "kind": "bpe", "vocabularySize": 560 } },
          "training": { "steps": 2, "granularities": { "SVST": { "frames": 4, "batch": 4, "textLength": 24 } } },
        }
        """;

    private readonly TinyTraining tiny = new(steps: 2);

    public void Dispose() => tiny.Dispose();

    [Theory, InlineData("gexia"), InlineData("meanPooling"), InlineData("svilm")]
    public void A_copy_embeds_as_the_run_does(string kind)
    {
        if (kind == "svilm") File.WriteAllText(tiny.Config, SViLM);
        var trained = CliResult.Run([.. tiny.Arguments("run"), "--set", $"model.kind={kind}"]);
        Assert.True(trained.Code == 0, trained.Error);
        var (run, exact, half) = (tiny.File("run"), tiny.File("exact"), tiny.File("half"));
        Assert.Equal(0, CliResult.Run("convert", "--model", run, "--out", exact).Code);
        var written = CliResult.Run("convert", "--model", run, "--out", half, "--dtype", "bfloat16", "--json");
        Assert.True(written.Code == 0, written.Error);
        var json = JsonDocument.Parse(written.Out).RootElement;
        Assert.Equal("bfloat16", json.GetProperty("dtype").GetString());
        var stored = SafeTensors.ReadAll(Path.Combine(half, "last.safetensors"));
        Assert.Equal(json.GetProperty("tensors").GetInt32(), stored.Count);
        Assert.All(stored.Values, tensor => Assert.Equal(DType.BFloat16, tensor.DType));

        var (expected, near) = (Video(run), Video(half));
        Assert.Equal(expected, Video(exact));
        Assert.InRange(expected.Zip(near, (a, b) => a * b).Sum(), 0.999, 1.0001);

        Directory.Move(run, tiny.File("elsewhere"));
        Assert.Equal(0, CliResult.Run("eval", exact, "--pairs", tiny.Pairs, "--videos", tiny.Videos, "--json").Code);
        Assert.Contains("holds a run already", CliResult.Run("convert", "--model", tiny.File("elsewhere"), "--out", exact).OneErrorLine(3));
        Assert.Contains(
            "--names", CliResult.Run("convert", "--model", exact, "--out", tiny.File("x"), "--names", "openai").OneErrorLine(2));

        float[] Video(string folder)
        {
            var model = EmbeddingModel.Open(folder);
            return model.EmbedVideo(MediaReader.Video(Path.Combine(tiny.Videos, "train-0000.png"), model));
        }
    }
}
