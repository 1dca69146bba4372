using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>Train and eval on synthetic videos in animated PNG, so that no codec is needed.</summary>
public sealed class TrainTests : IDisposable
{
    private const string Config = """
        {
          // As small as it can be.
          "model": {
            "vision": { "imageSize": 24, "patchSize": 8, "width": 16, "layers": 1, "heads": 2 },
            "text": { "contextLength": 24, "width": 16, "layers": 1, "heads": 2 },
            "iam": { "vectors": 2, "heads": 2 },
          },
          "data": { "pairs": "?", "videos": "?", "tokenizer": { "kind": "words" } },
          "training": {
            "steps": 4, "batching": "turns", "learningRate": 1e-3,
            "granularities": {
              "SVST": { "frames": 2, "iterations": "1-1", "batch": 4, "textLength": 12 },
              "LVLT": { "frames": 4, "iterations": "3-3", "batch": 4, "textLength": 24 },
            },
          },
        }
        """;

    private readonly TemporaryFolder folder = new();
    private readonly string pairs, videos, config;

    public TrainTests()
    {
        Assert.Equal(0, CliResult.Run("synth", "--out", folder.File("videos"), "--sources", "8").Code);
        (videos, pairs, config) = (folder.File("videos"), Path.Combine(folder.File("videos"), "pairs.jsonl"), folder.File("tiny.json"));
        File.WriteAllText(config, Config);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_run_is_trained_measured_reported_resumed_and_evaluated_again()
    {
        var result = Train("run", "--json");
        Assert.True(result.Code == 0, result.Error);
        var json = result.Json;
        Assert.Equal((folder.File("run"), 4), (json.GetProperty("run").GetString(), json.GetProperty("steps").GetInt32()));
        foreach (var key in (string[])["loss", "seconds", "peak_memory_bytes"]) Assert.True(json.GetProperty(key).GetDouble() > 0);
        var cell = json.GetProperty("eval").GetProperty("long 3-3");
        Assert.Equal(8, cell.GetProperty("gallery").GetInt32());
        foreach (var file in (string[])["config.json", "log.jsonl", "timing.jsonl", "last.safetensors", "best.safetensors", "report.html"])
            Assert.True(File.Exists(Path.Combine(folder.File("run"), file)), file);

        var page = File.ReadAllText(Path.Combine(folder.File("run"), "report.html"));
        foreach (var part in (string[])["Train and test captions are the same texts", "Matches", "#iter at inference", "alignment map", "pessimistic ties", "data:image/png"])
            Assert.Contains(part, page);

        var again = CliResult.Run("eval", folder.File("run"), "--pairs", pairs, "--videos", videos, "--long", "--iter", "3-3", "--json").Json;
        Assert.Equal(cell.GetProperty("t2v").ToString(), again.GetProperty("t2v").ToString());
        foreach (var key in (string[])["v2t", "queries", "gallery", "protocol"]) Assert.True(again.TryGetProperty(key, out _), key);

        Assert.Contains("--resume", Train("run").OneErrorLine(3));
        Assert.Equal(0, Train("run", "--resume").Code);
        Assert.Contains("\"SVST\"", CliResult.Run("info", folder.File("run"), "--json").Out);
    }

    [Fact]
    public void Summaries_are_texts_of_whole_videos()
    {
        Assert.Contains("--long", CliResult.Run("eval", folder.File("run"), "--pairs", pairs, "--videos", videos, "--text", "summaries").OneErrorLine(2));
        Assert.Contains("3x", CliResult.Run("eval", folder.File("run"), "--pairs", pairs, "--videos", videos, "--iter", "3x").OneErrorLine(2));
        Assert.Contains(folder.File("run"), CliResult.Run("eval", folder.File("run"), "--pairs", pairs, "--videos", videos).OneErrorLine(3));
    }

    [Fact]
    public void An_unknown_setting_is_refused_with_the_nearest_known_one() =>
        Assert.Contains("steps", Train("run", "--set", "training.stpes=3").OneErrorLine(3));

    [Fact]
    public void A_missing_config_or_pairs_file_is_named()
    {
        Assert.Contains("none.json", CliResult.Run("train", folder.File("none.json")).OneErrorLine(3));
        var missing = folder.File("none.jsonl");
        Assert.Contains(missing, Train("run", "--set", $"data.pairs={missing}").Error);
    }

    [Fact]
    public void Ctrl_c_saves_and_says_how_to_go_on()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var result = CliResult.RunWith("", source.Token, Arguments("run"));
        Assert.Equal(130, result.Code);
        Assert.Equal(0, Train("run", "--resume").Code);
    }

    [Fact]
    public void A_video_that_cannot_be_read_is_left_out_listed_and_told_by_the_exit_code()
    {
        File.WriteAllText(Path.Combine(videos, "train-0003.png"), "no picture");
        var result = Train("run", "--json");
        Assert.Equal(4, result.Code);
        Assert.Contains("1 videos could not be read", result.Error);
        Assert.Contains("train-0003.png", File.ReadAllText(Path.Combine(folder.File("run"), "bad_videos.jsonl")));
    }

    private CliResult Train(string run, params string[] more) => CliResult.Run([.. Arguments(run), .. more]);

    private string[] Arguments(string run) =>
        ["train", config, "--out", folder.File(run), "--set", $"data.pairs={pairs}", "--set", $"data.videos={videos}", "--set", $"eval.pairs={pairs}"];
}
