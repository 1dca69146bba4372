using System.Text.Json;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

public class ExpandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Pairs_that_cannot_be_used_are_left_out_and_listed()
    {
        using var folder = new TemporaryFolder();
        var pairs = folder.Write("pairs.jsonl", """
            {"video":"a.mp4","start":0,"end":2,"caption":"a dog"}
            {"video":"a.mp4","start":3,"end":3,"caption":"a cat"}

            {"video":"a.mp4","start":3,"end":null,"caption":"a cow"}
            """);
        var result = CliResult.Run("expand", "--pairs", pairs, "--out", folder.File("out"), "--json");
        Assert.Equal((4, 1), (result.Code, result.Json.GetProperty("SVST").GetInt32()));
        Assert.Contains("2 pairs cannot be used", result.Error);
        Assert.Equal(
            ["2", "4"],
            File.ReadLines(folder.File("out/bad_pairs.jsonl"))
                .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("line").ToString()));
    }

    [Fact]
    public void Synthetic_pairs_become_long_pairs_and_summaries()
    {
        CliResult.Run("synth", "--out", folder.Path, "--sources", "3");
        var result = CliResult.Run("expand", "--pairs", folder.File("pairs.jsonl"), "--out", folder.File("out"), "--json");
        Assert.Equal("{\"schema\":1,\"SVST\":12,\"LVLT\":3,\"LVST\":3}\n", result.Out);
        Assert.Equal(0, result.Code);

        var summary =
            JsonDocument.Parse(File.ReadLines(folder.File("summaries.jsonl")).First()).RootElement.GetProperty("summary").GetString();
        var pair = JsonDocument.Parse(File.ReadLines(Path.Combine(folder.File("out"), "LVST.jsonl")).First()).RootElement;
        Assert.Equal(summary, pair.GetProperty("caption").GetString());
        Assert.Equal(4, pair.GetProperty("segments").GetArrayLength());
    }

    [Fact]
    public void Without_ready_summaries_the_rule_for_scenes_gives_the_same()
    {
        CliResult.Run("synth", "--out", folder.Path, "--sources", "3");
        CliResult.Run("expand", "--pairs", folder.File("pairs.jsonl"), "--out", folder.File("a"));
        File.Delete(folder.File("summaries.jsonl"));
        CliResult.Run(
            "expand", "--pairs", folder.File("pairs.jsonl"), "--out", folder.File("b"), "--summarizer", "scene",
            "--cache", folder.File("cache"));
        Assert.Equal(
            File.ReadAllText(Path.Combine(folder.File("a"), "LVST.jsonl")), File.ReadAllText(Path.Combine(folder.File("b"), "LVST.jsonl")));
    }

    [Fact]
    public void A_plan_of_ones_own_names_the_files()
    {
        CliResult.Run("synth", "--out", folder.Path, "--sources", "2");
        File.WriteAllText(folder.File("plan.json"), """[{ "op": "IntegrateGroups", "in": "SVST", "out": "XLVXLT", "groupSize": 8 }]""");
        var result = CliResult.Run(
            "expand", "--pairs", folder.File("pairs.jsonl"), "--plan", folder.File("plan.json"), "--out", folder.File("out"), "--json");
        Assert.Equal("{\"schema\":1,\"SVST\":8,\"XLVXLT\":1}\n", result.Out);
        Assert.True(File.Exists(Path.Combine(folder.File("out"), "XLVXLT.jsonl")));
    }

    [Fact]
    public void A_malformed_line_is_named_and_nothing_is_written()
    {
        File.WriteAllText(
            folder.File("pairs.jsonl"), "{\"video\":\"a.mp4\",\"start\":0,\"end\":1,\"caption\":\"x\"}\n{\"video\":\"a.mp4\"}\n");
        Assert.Contains(
            "line 2", CliResult.Run("expand", "--pairs", folder.File("pairs.jsonl"), "--out", folder.File("out")).OneErrorLine(3));
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Fact]
    public void No_pairs_at_all_is_nothing_found()
    {
        File.WriteAllText(folder.File("pairs.jsonl"), "");
        Assert.Equal(1, CliResult.Run("expand", "--pairs", folder.File("pairs.jsonl"), "--out", folder.File("out")).Code);
    }

    [Theory]
    [InlineData("--summarizer", "poetic", 2)]
    [InlineData("--plan", "no-such-plan.json", 3)]
    [InlineData("--pairs", "no-such-pairs.jsonl", 3)]
    public void What_is_missing_or_unknown_is_named(string option, string value, int code)
    {
        File.WriteAllText(folder.File("pairs.jsonl"), "");
        string[] arguments = ["expand", "--out", folder.File("out"), option, value];
        if (option != "--pairs") arguments = [.. arguments, "--pairs", folder.File("pairs.jsonl")];
        Assert.Contains(value, CliResult.Run(arguments).OneErrorLine(code));
    }
}
