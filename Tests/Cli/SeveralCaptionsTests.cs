using System.Text.Json.Nodes;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>Files in which a clip stands several times, and files too small to train on.</summary>
public sealed class SeveralCaptionsTests : IDisposable
{
    private readonly TinyTraining tiny = new(steps: 3);

    public void Dispose() => tiny.Dispose();

    private string[] Lines => File.ReadAllLines(tiny.Pairs);

    private string Write(string name, IEnumerable<string> lines)
    {
        File.WriteAllLines(tiny.File(name), lines);
        return tiny.File(name);
    }

    [Fact]
    public void Three_lines_a_clip_measure_what_one_does_whatever_their_order_and_spelling()
    {
        var run = tiny.Train("run");
        string Evaluate(string pairs, int texts)
        {
            var result = CliResult.Run("eval", run, "--pairs", pairs, "--videos", tiny.Videos, "--json");
            Assert.True(result.Code == 0, result.Error);
            Assert.Equal((texts, 32), (result.Json.GetProperty("queries").GetInt32(), result.Json.GetProperty("gallery").GetInt32()));
            return result.Json.GetProperty("t2v").ToString() + result.Json.GetProperty("v2t");
        }
        var once = Evaluate(tiny.Pairs, 32);
        Assert.Equal(once, Evaluate(Write("beside.jsonl", Lines.SelectMany(line => Enumerable.Repeat(line, 3))), 96));
        string Spelled(string line, string prefix)
        {
            var pair = JsonNode.Parse(line)!;
            pair["video"] = prefix + pair["video"];
            return pair.ToJsonString();
        }
        string[] prefixes = ["", "./", "../videos/"];
        Assert.Equal(once, Evaluate(Write("spread.jsonl", prefixes.SelectMany(prefix => Lines.Select(line => Spelled(line, prefix)))), 96));
        Assert.Contains("96 texts, gallery of 32 clips, video to text by the best of a clip's texts",
            CliResult.Run("eval", run, "--pairs", tiny.File("spread.jsonl"), "--videos", tiny.Videos).Out.ReplaceLineEndings(" "));
    }

    [Fact]
    public void A_gallery_of_one_clip_is_told()
    {
        var one = CliResult.Run("eval", tiny.Train("run"), "--pairs", Write("one.jsonl", [Lines[0], Lines[0]]), "--videos", tiny.Videos);
        Assert.Equal(0, one.Code);
        Assert.Contains("2 texts, gallery of 1 clip,", one.Out);
        Assert.Contains("the gallery holds one clip", one.Error);
    }

    [Fact]
    public void What_is_too_small_for_a_contrastive_batch_is_refused_before_the_first_step()
    {
        var one = Lines[..1];
        foreach (var (name, lines, reason) in new[]
        {
            ("pair", one, "SVST 1 pair of 1 clip"), ("clip", [.. one, .. one], "SVST 2 pairs of 1 clip"),
            ("source", Lines[..4], "LVLT 1 pair of 1 clip"),
        })
        {
            var message = Train(name, "--set", $"data.pairs={Write($"{name}.jsonl", lines)}", "--set", "data.minPairs=1").OneErrorLine(3);
            Assert.Contains(reason, message);
            Assert.Contains("at least 2 different clips", message);
            Assert.False(File.Exists(Path.Combine(tiny.File(name), "log.jsonl")));
        }
        Assert.Contains("and needs at least 2", Train("one", "--set", "training.granularities.SVST.batch=1").OneErrorLine(3));
        Assert.Contains(
            "SVST 1 pair of 1 clip",
            CliResult
                .Run([.. tiny.Arguments("dry"), "--dry-run", "--set", $"data.pairs={tiny.File("pair.jsonl")}", "--set", "data.minPairs=1"])
                .OneErrorLine(3));
    }

    [Fact]
    public void Two_clips_can_be_trained_on_also_in_micro_batches_of_one()
    {
        var result = Train(
            "two", "--set", $"data.pairs={Write("two.jsonl", [.. Lines[..4], .. Lines[4..8]])}", "--set", "training.microBatch=1");
        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("LVLT: 2 pairs of 2 clips, 4 frames, batches of 2, each clip once (4 asked for)", result.Error);
        Assert.All(File.ReadLines(Path.Combine(tiny.File("two"), "log.jsonl")), line =>
            Assert.True(JsonNode.Parse(line)!["loss"]!.GetValue<double>() > 0));
    }

    [Fact]
    public void A_granularity_that_bad_videos_leave_too_small_ends_clearly()
    {
        tiny.Spoil("train-0001.png");
        var result = Train("bad", "--set", $"data.pairs={Write("two.jsonl", Lines[..8])}");
        Assert.Equal(3, result.Code);
        Assert.Contains(
            "LVLT: 1 of 2 different clips can be trained on (2 pairs), but a contrastive batch needs at least 2. 1 videos cannot be read; "
            + "the first is train-0001.png",
            result.Error);
    }

    private CliResult Train(string run, params string[] more) => CliResult.Run([.. tiny.Arguments(run), .. more]);
}
