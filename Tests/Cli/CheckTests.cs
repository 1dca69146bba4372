using System.Text.Json;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary><c>gexia check</c> says before a training what the training would find.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly TinyTraining tiny = new(steps: 2);

    public void Dispose() => tiny.Dispose();

    [Fact]
    public void Good_pairs_are_counted()
    {
        var result = CliResult.Run("check", tiny.Pairs, "--json");
        Assert.Equal((0, ""), (result.Code, result.Error));
        var json = result.Json;
        Assert.Equal((32, 32, 8, 8), (Number(json, "pairs"), Number(json, "usable"), Number(json, "videos"), Number(json, "sources")));
        Assert.Empty(json.GetProperty("problems").EnumerateArray());
        Assert.Equal(
            (32, 8, 8),
            (Number(json, "granularities", "SVST"), Number(json, "granularities", "LVLT"), Number(json, "granularities", "LVST")));
        Assert.Equal(
            0,
            Number(
                CliResult.Run("check", tiny.Pairs, "--videos", tiny.Videos, "--min-pairs", "5", "--json").Json, "granularities", "LVLT"));
        Assert.Contains("32 of 32 pairs can be used, with 8 videos and 8 sources", CliResult.Run("check", tiny.Pairs).Out);
    }

    [Fact]
    public void What_cannot_be_used_is_listed_with_line_video_and_reason()
    {
        tiny.Spoil("train-0001.png");
        var absolute = Path.Combine(tiny.Videos, "train-0002.png");
        var pairs = Write("own.csv", $"""
            video;start;end;caption;source
            train-0000.png;0;0.5;"a square; red";one
            train-0000.png;0;0.5;"a square; red";one
            train-0001.png;0;0.5;spoilt;two
            {absolute};;;the whole of it;three
            train-0003.png;0,5;1;a comma;four
            train-0003.png;500;501;late;four
            train-0003.png;0;500;cut;four
            nowhere.png;0;1;missing;five
            TRAIN-0004;0;1;no ending;five
            ../out.png;0;1;outside;six
            train-0004.png;0;0.5;{string.Join(' ', Enumerable.Repeat("word", 100))};six
            """);
        var result = CliResult.Run("check", pairs, "--videos", tiny.Videos, "--json");
        Assert.Equal(4, result.Code);
        var json = result.Json;
        Assert.Equal((11, 5, 8), (Number(json, "pairs"), Number(json, "usable"), Number(json, "videos")));
        var problems = json.GetProperty("problems").EnumerateArray().Select(problem => (
            Line: Number(problem, "line"), Video: problem.GetProperty("video").GetString(),
            Reason: problem.GetProperty("reason").GetString()!, Used: problem.TryGetProperty("used", out _))).ToList();
        Assert.Equal([4, 6, 7, 8, 9, 10, 11], problems.Select(problem => problem.Line));
        Assert.Equal([8], problems.Where(problem => problem.Used).Select(problem => problem.Line));
        Assert.Equal("train-0001.png", problems[0].Video);
        Assert.Contains("'0,5'. Write decimals with a point", problems[1].Reason);
        Assert.Contains("starts at 500 s", problems[2].Reason);
        Assert.Equal("no such file", problems[4].Reason);
        Assert.Equal("no such file; there is 'train-0004.png'", problems[5].Reason);
        Assert.Contains("inside its folder", problems[6].Reason);
        Assert.Equal(1, Number(json, "without_end"));
        Assert.Equal("""[{"line":3,"same_as":2}]""", json.GetProperty("duplicates").GetRawText());
        Assert.Equal("""[{"line":12,"ids":102}]""", json.GetProperty("long_texts").GetRawText());

        var text = CliResult.Run("check", pairs, "--videos", tiny.Videos);
        Assert.Equal(4, text.Code);
        Assert.Contains("line 6, train-0003.png: 'start' is '0,5'", text.Out);
        Assert.Contains("5 of 11 pairs can be used", text.Out);
    }

    /// <summary>What check calls usable is what an evaluation or a training takes, and the other way round.</summary>
    [Fact]
    public void An_evaluation_finds_what_was_said()
    {
        var run = tiny.Train("run");
        var pairs = Write(
            "own.csv",
            "video,caption,start,end\ntrain-0000.png,a red square,0,0.4\ntrain-0001.png,a blue ring,,\ntrain-0002.png,a red "
            + "square,500,501\ntrain-0003.png,a red ring,,0.4\n");
        Assert.Equal(3, Number(CliResult.Run("check", pairs, "--videos", tiny.Videos, "--json").Json, "usable"));
        var measured = CliResult.Run("eval", run, "--pairs", pairs, "--videos", tiny.Videos, "--json");
        Assert.True(measured.Code == 4, measured.Error);
        Assert.Equal(3, Number(measured.Json, "protocol", "videos"));
        Assert.Contains(
            """{"set":"pairs","line":4,"video":"train-0002.png","reason":"starts at 500 s""",
            File.ReadAllText(Path.Combine(run, "eval", "bad_pairs.jsonl")));
    }

    [Fact]
    public void A_training_takes_CSV_and_whole_videos_as_well()
    {
        var lines = File.ReadAllLines(tiny.Pairs).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        string Row(JsonElement pair) =>
            $"\"{pair.GetProperty("caption").GetString()}\",{pair.GetProperty("start")},{pair.GetProperty("end")},"
            + $"{Path.Combine(tiny.Videos, pair.GetProperty("video").GetString()!)},{pair.GetProperty("source").GetString()}";
        var csv = Write("pairs.csv", "Caption,Start,End,Video,Source\r\n" + string.Concat(lines.Select(pair => Row(pair) + "\r\n")));
        var expected = CliResult.Run([.. tiny.Arguments("json"), "--json"]);
        var result = CliResult.Run([.. tiny.Arguments("csv"), "--set", $"data.pairs={csv}", "--json"]);
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(expected.Json.GetProperty("loss").GetDouble(), result.Json.GetProperty("loss").GetDouble());

        var whole = Write(
            "whole.jsonl",
            string.Concat(
                lines.DistinctBy(pair => pair.GetProperty("video").GetString()).Select(pair =>
                    $$"""{"video":"{{pair.GetProperty("video").GetString()}}","caption":"{{pair.GetProperty("caption").GetString()}} """
                    + $$"""{{pair.GetProperty("video").GetString()![6..10]}}"}"""
                    + "\n")));
        var run = CliResult.Run(
            [
                .. tiny.Arguments("whole"), "--set", $"data.pairs={whole}",
                "--set", "training.granularities={\"SVST\":{\"frames\":2,\"batch\":4,\"textLength\":12}}"
            ]);
        Assert.True(run.Code == 0, run.Error);
    }

    [Theory]
    [InlineData("", "holds no pair")]
    [InlineData("video,caption\n", "holds no pair")]
    [InlineData("{\"video\":\"a\"", "not valid JSON")]
    [InlineData("video,text\na,b\n", "'caption' is missing, but there is 'text'")]
    public void A_file_that_holds_nothing_or_is_malformed_is_bad_input(string content, string reason) =>
        Assert.Contains(reason, CliResult.Run("check", Write("own", content), "--videos", tiny.Videos, "--json").OneErrorLine(3));

    [Fact]
    public void Where_nothing_can_be_used_the_list_comes_with_exit_code_3()
    {
        var pairs = Write("own.csv", "video,caption\nnone.png,a\nnone.mp4,b\n");
        var result = CliResult.Run("check", pairs, "--videos", tiny.Videos, "--json");
        Assert.Equal(3, result.Code);
        Assert.Equal(
            (2, 0, 2), (Number(result.Json, "pairs"), Number(result.Json, "usable"), result.Json.GetProperty("problems").GetArrayLength()));
        Assert.Contains("none of its 2 pairs can be used", result.Error);
        Assert.Contains("no such folder (--videos DIR)", CliResult.Run("check", pairs, "--videos", tiny.File("none")).OneErrorLine(3));
        Assert.Contains("no such file", CliResult.Run("check", tiny.File("none.csv")).OneErrorLine(3));
    }

    private string Write(string name, string content)
    {
        File.WriteAllText(tiny.File(name), content);
        return tiny.File(name);
    }

    private static int Number(JsonElement json, params string[] path) =>
        path.Aggregate(json, (element, name) => element.GetProperty(name)).GetInt32();
}
