using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>Train and eval on synthetic videos in animated PNG, so that no codec is needed.</summary>
public sealed class TrainTests : IDisposable
{
    private readonly TinyTraining tiny = new(steps: 4);

    public void Dispose() => tiny.Dispose();

    [Fact]
    public void A_run_is_trained_measured_reported_resumed_and_evaluated_again()
    {
        var result = Train("run", "--json");
        Assert.True(result.Code == 0, result.Error);
        var json = result.Json;
        Assert.Equal((tiny.File("run"), 4), (json.GetProperty("run").GetString(), json.GetProperty("steps").GetInt32()));
        foreach (var key in (string[])["loss", "seconds", "peak_memory_bytes"]) Assert.True(json.GetProperty(key).GetDouble() > 0);
        var cell = json.GetProperty("eval").GetProperty("long 3-3");
        Assert.Equal(8, cell.GetProperty("gallery").GetInt32());
        foreach (var file in (string[])["config.json", "log.jsonl", "timing.jsonl", "last.safetensors", "best.safetensors", "report.html"])
            Assert.True(File.Exists(Path.Combine(tiny.File("run"), file)), file);

        var page = File.ReadAllText(Path.Combine(tiny.File("run"), "report.html"));
        foreach (var part in (string[])["Train and test captions are the same texts", "Matches", "#iter at inference", "alignment map", "pessimistic ties", "data:image/png"])
            Assert.Contains(part, page);

        var again = CliResult.Run("eval", tiny.File("run"), "--pairs", tiny.Pairs, "--videos", tiny.Videos, "--long", "--iter", "3-3", "--json").Json;
        Assert.Equal(cell.GetProperty("t2v").ToString(), again.GetProperty("t2v").ToString());
        foreach (var key in (string[])["v2t", "queries", "gallery", "protocol"]) Assert.True(again.TryGetProperty(key, out _), key);

        Assert.Contains("--resume", Train("run").OneErrorLine(3));
        Assert.Equal(0, Train("run", "--resume").Code);
        Assert.Contains("\"SVST\"", CliResult.Run("info", tiny.File("run"), "--json").Out);
    }

    [Fact]
    public void Summaries_are_texts_of_whole_videos()
    {
        Assert.Contains("--long", CliResult.Run("eval", tiny.File("run"), "--pairs", tiny.Pairs, "--videos", tiny.Videos, "--text", "summaries").OneErrorLine(2));
        Assert.Contains("3x", CliResult.Run("eval", tiny.File("run"), "--pairs", tiny.Pairs, "--videos", tiny.Videos, "--iter", "3x").OneErrorLine(2));
        Assert.Contains(tiny.File("run"), CliResult.Run("eval", tiny.File("run"), "--pairs", tiny.Pairs, "--videos", tiny.Videos).OneErrorLine(3));
    }

    [Fact]
    public void An_unknown_setting_is_refused_with_the_nearest_known_one() =>
        Assert.Contains("steps", Train("run", "--set", "training.stpes=3").OneErrorLine(3));

    [Fact]
    public void A_missing_config_or_pairs_file_is_named()
    {
        Assert.Contains("none.json", CliResult.Run("train", tiny.File("none.json")).OneErrorLine(3));
        var missing = tiny.File("none.jsonl");
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

    [FfmpegFact]
    public void A_file_that_is_no_video_is_left_out_listed_and_told_by_the_exit_code()
    {
        File.WriteAllText(Path.Combine(tiny.Videos, "train-0003.png"), "no picture");
        LeavesOneOut();
    }

    [Fact]
    public void A_video_that_cannot_be_read_is_left_out_listed_and_told_by_the_exit_code()
    {
        var path = Path.Combine(tiny.Videos, "train-0003.png");
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..200]);
        LeavesOneOut();
    }

    private void LeavesOneOut()
    {
        var result = Train("run", "--json");
        Assert.Equal(4, result.Code);
        Assert.Contains("1 videos could not be read", result.Error);
        Assert.Contains("train-0003.png", File.ReadAllText(Path.Combine(tiny.File("run"), "bad_videos.jsonl")));
    }

    private CliResult Train(string run, params string[] more) => CliResult.Run([.. Arguments(run), .. more]);

    private string[] Arguments(string run) => [.. tiny.Arguments(run), "--set", $"eval.pairs={tiny.Pairs}"];
}
