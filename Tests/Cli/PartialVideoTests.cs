using System.Text.Json;
using Gexia.Tests.Data.Video;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary>A video of which only a part can be decoded is told of, listed, and ends every verb that reads it with 4.</summary>
public sealed class PartialVideoTests : IDisposable
{
    private readonly FfmpegFixture ffmpeg = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        ffmpeg.Dispose();
        folder.Dispose();
    }

    /// <summary>The first half of the bytes of four seconds; its header announces all of them.</summary>
    private string Half(string name)
    {
        var whole = ffmpeg.Make("-f", "lavfi", "-i", "testsrc=s=64x48:r=25:d=4", "-c:v", "mpeg4", "-movflags", "+faststart", "whole.mp4");
        var path = Path.Combine(ffmpeg.Folder, name);
        File.WriteAllBytes(path, File.ReadAllBytes(whole)[..(int)(new FileInfo(whole).Length / 2)]);
        return path;
    }

    private static JsonElement Entry(string line) => JsonDocument.Parse(line).RootElement;

    [FfmpegFact]
    public void Embed_and_classify_use_what_decodes_and_say_so_each_time()
    {
        var (model, half, good, output) =
            (TinyClip.Write(folder.File("clip")), Half("half.mp4"), ffmpeg.Plain("good.mp4"), folder.File("out.safetensors"));
        foreach (var reused in (int[])[0, 1])       // the second time the sound one is known already
        {
            var embedded = CliResult.Run("embed", "--model", model, "--video", half, good, "--out", output, "--json");
            Assert.Equal(
                (4, 2, reused),
                (embedded.Code, embedded.Json.GetProperty("embedded").GetInt32(), embedded.Json.GetProperty("reused").GetInt32()));
            Assert.Single(embedded.Error.Split('\n'), line =>
                line.Contains($"warning: {half}: only a part could be decoded", StringComparison.Ordinal));
            var listed = Entry(Assert.Single(File.ReadAllLines(output + ".bad_videos.jsonl")));
            Assert.Equal((half, true), (listed.GetProperty("video").GetString(), listed.GetProperty("partial").GetBoolean()));
            Assert.Equal(half, embedded.Json.GetProperty("partial")[0].GetProperty("file").GetString());
        }
        Assert.Equal(4, CliResult.Run("embed", "--model", model, "--video", half, "--out", folder.File("alone"), "--json").Code);
        Assert.Equal(0, CliResult.Run("embed", "--model", model, "--video", good, "--out", output).Code);
        Assert.False(File.Exists(output + ".bad_videos.jsonl"));

        var classified = CliResult.Run(
            "classify", "--model", model, "--labels", folder.Write("labels.txt", "square\ncircle\n"), half, good, "--json");
        Assert.Equal(4, classified.Code);
        Assert.Contains($"{half}: only a part could be decoded", classified.Error);
        Assert.True(classified.Json.GetProperty("results")[0].TryGetProperty("warning", out _));
        Assert.False(classified.Json.GetProperty("results")[1].TryGetProperty("warning", out _));
    }

    [FfmpegFact]
    public void A_training_uses_no_segment_beyond_what_decodes()
    {
        using var tiny = new TinyTraining(steps: 8);
        File.Copy(Half("half.mp4"), Path.Combine(tiny.Videos, "half.mp4"));
        var lines = File.ReadAllLines(tiny.Pairs).Length;
        File.AppendAllLines(tiny.Pairs, [Line("0", "0.5", "first"), Line("3", "4", "last"), Line("0.5", "3.9", "most")]);
        var eval = folder.Write("eval.jsonl", $"{Line("0", "0.5", "first")}\n{Line("3", "4", "last")}\n");

        string[] arguments =
            [.. tiny.Arguments("run"), "--set", "training.granularities.SVST.batch=35", "--set", $"eval.pairs={tiny.Pairs}"];
        var run = CliResult.Run(arguments);
        Assert.Equal(4, run.Code);
        Assert.Single(
            run.Error.Split('\n'), line => line.Contains("warning: half.mp4: only a part could be decoded", StringComparison.Ordinal));
        Assert.Contains("4 pairs cannot be used", run.Error);        // two lines of the training pairs and the same two of the test pairs
        var video = Entry(Assert.Single(File.ReadAllLines(Path.Combine(tiny.File("run"), "bad_videos.jsonl"))));
        Assert.Equal(("half.mp4", true), (video.GetProperty("video").GetString(), video.GetProperty("partial").GetBoolean()));
        var pairs = File.ReadAllLines(Path.Combine(tiny.File("run"), "bad_pairs.jsonl")).Select(Entry)
            .Where(entry => entry.GetProperty("set").GetString() == "train").ToList();
        Assert.Equal([lines + 2, lines + 3], pairs.Select(entry => entry.GetProperty("line").GetInt32()));
        Assert.All(pairs, entry => Assert.Contains("could be decoded", entry.GetProperty("reason").GetString()));
        // It stays in use when the run goes on.
        var again = CliResult.Run([.. arguments, "--resume"]);
        Assert.Equal((4, run.Error.Count(c => c == '\n')), (again.Code, again.Error.Count(c => c == '\n')));

        var measured = CliResult.Run("eval", tiny.File("run"), "--pairs", eval, "--videos", tiny.Videos, "--json");
        Assert.Equal((4, 1), (measured.Code, measured.Json.GetProperty("queries").GetInt32()));
        Assert.Contains("warning: half.mp4: only a part could be decoded", measured.Error);
        Assert.Single(File.ReadAllLines(Path.Combine(tiny.File("run"), "eval", "bad_videos.jsonl")));

        static string Line(string start, string end, string caption) =>
            $$"""{"video":"half.mp4","start":{{start}},"end":{{end}},"caption":"a {{caption}} part"}""";
    }
}
