using Gexia.Tests.Support;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.Runs;

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
        foreach (var part in (string[])[
            "Train and test captions are the same texts", "Matches", "#iter at inference", "alignment map", "pessimistic ties",
            "data:image/png"
        ])
            Assert.Contains(part, page);

        var again = CliResult.Run(
            "eval", tiny.File("run"), "--pairs", tiny.Pairs, "--videos", tiny.Videos, "--long", "--iter", "3-3", "--json").Json;
        Assert.Equal(cell.GetProperty("t2v").ToString(), again.GetProperty("t2v").ToString());
        foreach (var key in (string[])["v2t", "queries", "gallery", "protocol"]) Assert.True(again.TryGetProperty(key, out _), key);

        Assert.Contains("--resume", Train("run").OneErrorLine(3));
        Assert.Equal(0, Train("run", "--resume").Code);
        Assert.Contains("\"SVST\"", CliResult.Run("info", tiny.File("run"), "--json").Out);
    }

    [Fact]
    public void Summaries_are_texts_of_whole_videos()
    {
        Assert.Contains(
            "--long",
            CliResult.Run("eval", tiny.File("run"), "--pairs", tiny.Pairs, "--videos", tiny.Videos, "--text", "summaries").OneErrorLine(2));
        Assert.Contains(
            "3x", CliResult.Run("eval", tiny.File("run"), "--pairs", tiny.Pairs, "--videos", tiny.Videos, "--iter", "3x").OneErrorLine(2));
        Assert.Contains(
            tiny.File("run"), CliResult.Run("eval", tiny.File("run"), "--pairs", tiny.Pairs, "--videos", tiny.Videos).OneErrorLine(3));
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
        tiny.Spoil("train-0003.png");
        LeavesOneOut();
    }

    private void LeavesOneOut()
    {
        var result = Train("run", "--json");
        Assert.Equal(4, result.Code);
        Assert.Contains("1 videos could not be read", result.Error);
        Assert.Contains("train-0003.png", File.ReadAllText(Path.Combine(tiny.File("run"), "bad_videos.jsonl")));
    }

    [Fact]
    public void The_video_that_cannot_be_read_is_blamed_and_not_one_whose_name_ends_alike()
    {
        File.Move(Path.Combine(tiny.Videos, "train-0003.png"), Path.Combine(tiny.Videos, "xtrain-0002.png"));
        tiny.Spoil("xtrain-0002.png");
        File.WriteAllText(tiny.Pairs, File.ReadAllText(tiny.Pairs).Replace("train-0003.png", "xtrain-0002.png"));
        Assert.Equal(4, Train("run").Code);
        Assert.Equal("xtrain-0002.png", Entry(Assert.Single(Lines("run", "bad_videos.jsonl"))).GetProperty("video").GetString());
    }

    [Fact]
    public void Pairs_that_cannot_be_used_are_left_out_or_cut_listed_and_told_of_once()
    {
        var lines = File.ReadAllLines(tiny.Pairs);
        string Changed(int line, string from, string to) => System.Text.RegularExpressions.Regex.Replace(lines[line], from, to);
        File.WriteAllLines(tiny.Pairs, [
            .. lines,
            Changed(0, "\"end\":[^,]*", "\"end\":0"),                      // 33: ends where it starts
            Changed(1, "\"caption\":\"[^\"]*\"", "\"caption\":\" \""), // 34: no caption
            Changed(2, "\"start\":[^,]*", "\"start\":NaN"),                // 35
            Changed(3, "\"start\":[^,]*,\"end\":[^,]*", "\"start\":1e6,\"end\":2e6"), // 36: beyond the video
            Changed(4, "\"end\":[^,]*", "\"end\":1e6"),                    // 37: overlaps its end
        ]);
        Assert.Equal(32, lines.Length);
        string[] many = ["--set", "training.steps=16"];
        var result = Train("run", many);
        Assert.Equal(4, result.Code);
        Assert.Contains(
            "8 pairs cannot be used and were left out; 2 pairs end after their video and were cut",
            Assert.Single(result.Error.Split('\n'), line => line.Contains("warning:", StringComparison.Ordinal)));
        var listed = Lines("run", "bad_pairs.jsonl").Select(Entry).ToList();
        Assert.Equal(
            [33, 34, 35, 36, 37],
            listed.Where(entry => entry.GetProperty("set").GetString() == "train").Select(entry => entry.GetProperty("line").GetInt32()));
        Assert.Equal(
            [33, 34, 35, 36, 37],
            listed.Where(entry => entry.GetProperty("set").GetString() == "test").Select(entry => entry.GetProperty("line").GetInt32()));
        foreach (var (line, reason) in (ReadOnlySpan<(int, string)>)[
            (33, "must end after it starts"), (34, "caption is empty"), (35, "'start'"), (36, "starts at 1000000 s, but the video ends at"),
            (37, "it was cut there")
        ])
            Assert.All(listed.Where(entry => entry.GetProperty("line").GetInt32() == line), entry =>
                Assert.Contains(reason, entry.GetProperty("reason").GetString()));
        Assert.Equal([false, false, false, false, true], listed.Take(5).Select(entry => entry.TryGetProperty("used", out _)));

        // Interrupted at any step and resumed: the same bytes.
        foreach (var step in (int[])[1, 2, 7])
        {
            Interrupt($"cut{step}", step, many);
            // as a kill in the middle of a line leaves it
            File.AppendAllText(Path.Combine(tiny.File($"cut{step}"), "bad_pairs.jsonl"), "{\"set\":\"tr");
            Assert.Equal(4, Train($"cut{step}", [.. many, "--resume"]).Code);
            foreach (var file in (string[])["bad_pairs.jsonl", "bad_videos.jsonl", "last.safetensors", "log.jsonl"])
                Assert.Equal(
                    File.ReadAllBytes(Path.Combine(tiny.File("run"), file)),
                    File.ReadAllBytes(Path.Combine(tiny.File($"cut{step}"), file)));
        }

        // Measured: the same pairs are left out, and the rest counts.
        var eval = CliResult.Run("eval", tiny.File("run"), "--pairs", tiny.Pairs, "--videos", tiny.Videos, "--json");
        Assert.Equal((4, 33), (eval.Code, eval.Json.GetProperty("queries").GetInt32()));
        Assert.Equal([33, 34, 35, 36, 37], Lines("run/eval", "bad_pairs.jsonl").Select(line => Entry(line).GetProperty("line").GetInt32()));

        // Whoever wants none left out is told of the first.
        Assert.Contains("line 33", Train("strict", "--set", "data.badVideos=fail").OneErrorLine(3));
        // A line that is no JSON is another matter.
        File.AppendAllText(tiny.Pairs, "{\"video\":\n");
        Assert.Contains("line 38", Train("broken").OneErrorLine(3));
    }

    /// <summary>Trains until a step was made, then cancels.</summary>
    private void Interrupt(string run, int step, params string[] more)
    {
        string[] settings = [.. Arguments(run).Skip(4).Concat(more).Where(argument => argument != "--set")];
        using var source = new CancellationTokenSource();
        using var training = new VideoTextRun(RunConfig.Open(tiny.Config, settings), new RunFolder(tiny.File(run)));
        Assert.False(training.Train(new CancelAt(step, source), source.Token).Completed);
    }

    private sealed class CancelAt(int step, CancellationTokenSource source) : IProgressSink
    {
        public void Stepped(StepReport report)
        {
            if (report.Step == step) source.Cancel();
        }

        public void Skipped(long step, string reason) { }

        public void Evaluated(long step, IReadOnlyList<Figure> figures) { }

        public void Saved(long step, string path) { }
    }

    private string[] Lines(string run, string file) => File.ReadAllLines(Path.Combine(tiny.File(run), file));

    private static System.Text.Json.JsonElement Entry(string line) => System.Text.Json.JsonDocument.Parse(line).RootElement;

    private CliResult Train(string run, params string[] more) => CliResult.Run([.. Arguments(run), .. more]);

    private string[] Arguments(string run) => [.. tiny.Arguments(run), "--set", $"eval.pairs={tiny.Pairs}"];
}
