using Gexia.Data.Image;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

public class FramesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Synth_then_probe_then_frames()
    {
        var made = CliResult.Run("synth", "--out", folder.File("s"), "--sources", "2", "--seed", "5", "--json");
        Assert.Equal((0, 2, 8), (made.Code, made.Json.GetProperty("videos").GetInt32(), made.Json.GetProperty("pairs").GetInt32()));
        Assert.Equal(8, File.ReadLines(Path.Combine(folder.File("s"), "pairs.jsonl")).Count());
        Assert.Equal(2, File.ReadLines(Path.Combine(folder.File("s"), "summaries.jsonl")).Count());

        var video = Path.Combine(folder.File("s"), "train-0001.png");
        var facts = CliResult.Run("frames", video, "--probe", "--json").Json;
        Assert.Equal((video, 16, 24, 24, 0, 4.0), (
            facts.GetProperty("file").GetString(), facts.GetProperty("frame_count").GetInt32(), facts.GetProperty("width").GetInt32(),
            facts.GetProperty("height").GetInt32(), facts.GetProperty("rotation").GetInt32(), facts.GetProperty("duration").GetDouble()));

        var frames = CliResult.Run(
            "frames", video, "--count", "2", "--start", "1", "--end", "2", "--size", "12", "--out", folder.File("f"), "--json");
        var listed = frames.Json.GetProperty("frames").EnumerateArray().ToList();
        Assert.Equal([5, 7], listed.Select(frame => frame.GetProperty("index").GetInt32()));
        Assert.Equal([1.25, 1.75], listed.Select(frame => frame.GetProperty("pts").GetDouble()));
        Assert.All(listed, frame => Assert.Equal(12, Png.Read(frame.GetProperty("file").GetString()!).Width));
    }

    [FfmpegFact]
    public void Synth_writes_mp4_that_decodes_to_the_same_facts()
    {
        Assert.Equal(0, CliResult.Run("synth", "--out", folder.File("m"), "--sources", "1", "--size", "32", "--mp4").Code);
        var facts = CliResult.Run("frames", Path.Combine(folder.File("m"), "train-0000.mp4"), "--probe", "--json").Json;
        Assert.Equal(
            (16, 32, 4.0),
            (
                facts.GetProperty("frame_count").GetInt32(), facts.GetProperty("width").GetInt32(),
                facts.GetProperty("duration").GetDouble()));
    }

    [Theory]
    [InlineData("--count", "0")]
    [InlineData("--start", "-1")]
    [InlineData("--size", "100000")]
    [InlineData("--end", "0")]
    [InlineData("--count", "many")]
    public void Impossible_values_are_refused(string option, string value) =>
        Assert.Contains(option, CliResult.Run("frames", "x.mp4", "--out", folder.File("f"), option, value).OneErrorLine(2));

    [Fact]
    public void Asking_for_nothing_is_a_usage_error() => Assert.Contains("--out", CliResult.Run("frames", "x.mp4").OneErrorLine(2));

    [Fact]
    public void A_missing_or_broken_video_is_named_with_the_reason()
    {
        Assert.Contains(folder.File("none.mp4"), CliResult.Run("frames", folder.File("none.mp4"), "--probe").OneErrorLine(3));
        var empty = Written("empty.mp4", "");
        Assert.Contains(empty, CliResult.Run("frames", empty, "--probe").OneErrorLine(3));
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("")]
    public void A_split_cannot_lead_out_of_the_folder(string split) =>
        Assert.Contains("--split", CliResult.Run("synth", "--out", folder.File("s"), "--split", split).OneErrorLine(2));

    private string Written(string name, string text)
    {
        File.WriteAllText(folder.File(name), text);
        return folder.File(name);
    }
}
