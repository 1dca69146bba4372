using System.Text.Json;
using Gexia.Tests.Cli;

namespace Gexia.Tests.Support;

/// <summary>
/// Eight synthetic videos in animated PNG, so that no codec is needed, and the config of a training on them that is as small as it can be.
/// </summary>
internal sealed class TinyTraining : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TinyTraining(int steps)
    {
        (Videos, Config) = (folder.File("videos"), folder.File("tiny.json"));
        Assert.Equal(0, CliResult.Run("synth", "--out", Videos, "--sources", "8").Code);
        System.IO.File.WriteAllText(Config, $$"""
            {
              // As small as it can be.
              "model": {
                "vision": { "imageSize": 24, "patchSize": 8, "width": 16, "layers": 1, "heads": 2 },
                "text": { "contextLength": 24, "width": 16, "layers": 1, "heads": 2 },
                "iam": { "vectors": 2, "heads": 2 },
              },
              "data": { "pairs": "?", "videos": "?", "tokenizer": { "kind": "words" } },
              "training": {
                "steps": {{steps}}, "batching": "turns", "learningRate": 1e-3,
                "granularities": {
                  "SVST": { "frames": 2, "iterations": "1-1", "batch": 4, "textLength": 12 },
                  "LVLT": { "frames": 4, "iterations": "3-3", "batch": 4, "textLength": 24 },
                },
              },
            }
            """);
    }

    /// <summary>The config file.</summary>
    public string Config { get; }

    /// <summary>The folder of <c>train-0000.png</c> … <c>train-0007.png</c>.</summary>
    public string Videos { get; }

    /// <summary>Their captions.</summary>
    public string Pairs => Path.Combine(Videos, "pairs.jsonl");

    /// <summary>One of them.</summary>
    public string AnyCaption =>
        JsonDocument.Parse(System.IO.File.ReadLines(Pairs).First()).RootElement.GetProperty("caption").GetString()!;

    public string File(string name) => folder.File(name);

    /// <summary>Cuts a video short, so that nothing can be read of it; that shows without ffmpeg.</summary>
    public void Spoil(string video)
    {
        var path = Path.Combine(Videos, video);
        System.IO.File.WriteAllBytes(path, System.IO.File.ReadAllBytes(path)[..200]);
    }

    /// <summary><c>train</c> into a folder, without options of one test only.</summary>
    public string[] Arguments(string run) =>
        ["train", Config, "--out", File(run), "--set", $"data.pairs={Pairs}", "--set", $"data.videos={Videos}"];

    /// <summary>Trains into a folder; its path.</summary>
    public string Train(string run)
    {
        var trained = CliResult.Run(Arguments(run));
        Assert.True(trained.Code == 0, trained.Error);
        return File(run);
    }

    public void Dispose() => folder.Dispose();
}
