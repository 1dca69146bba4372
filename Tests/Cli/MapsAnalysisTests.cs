using Gexia.Data.Image;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary><c>gexia analyze maps</c>, from a video file to figures, pictures and a video.</summary>
public sealed class MapsAnalysisTests : IDisposable
{
    private readonly TinyTraining tiny = new(steps: 1);

    private string Video => Path.Combine(tiny.Videos, "train-0000.png");

    public void Dispose() => tiny.Dispose();

    [Fact]
    public void A_run_is_asked_for_text_and_summary_at_each_iteration()
    {
        var (run, folder) = (tiny.Train("run"), tiny.File("out"));
        var result = CliResult.Run(
            "analyze", "maps", "--model", run, "--video", Video, "--text", tiny.AnyCaption, "--summary", "a red square", "--iterations",
            "1-1", "3-3", "--frames", "3", "--out", folder, "--json");
        Assert.True(result.Code == 0, result.Error);
        var json = result.Json;
        Assert.Equal((24, 3), (json.GetProperty("size").GetInt32(), json.GetProperty("patch").GetInt32()));
        Assert.Equal(3, json.GetProperty("times").GetArrayLength());
        var maps = json.GetProperty("maps").EnumerateArray().ToList();
        Assert.Equal(
            ["text 1-1", "summary 1-1", "text 3-3", "summary 3-3"],
            maps.Select(map => $"{map.GetProperty("name")} {map.GetProperty("iterations")}"));
        foreach (var map in maps)
        {
            var frames = map.GetProperty("frames").EnumerateArray().ToList();
            Assert.Equal(3, frames.Count);
            Assert.InRange(map.GetProperty("entropy").GetDouble(), 0, 1);
            var scores = frames[0].GetProperty("scores");
            Assert.Equal((13, 13), (scores.GetArrayLength(), scores[12].GetArrayLength()));
            var picture = Picture.Read(frames[2].GetProperty("picture").GetString()!);
            Assert.Equal((2 * picture.Height) + 2, picture.Width);
            Assert.Equal(OnPath("ffmpeg"), File.Exists(map.GetProperty("overlay").GetString()));
        }
        Assert.Equal(
            json.GetProperty("range").GetDouble(),
            maps.SelectMany(map => map.GetProperty("frames").EnumerateArray()).SelectMany(frame => frame.GetProperty("scores")
                .EnumerateArray().SelectMany(row => row.EnumerateArray())).Max(score => Math.Abs(score.GetDouble())),
            1e-6);
        Assert.Contains("Map of the summary at 3-3", File.ReadAllText(Path.Combine(folder, "maps.html")));
    }

    [Fact]
    public void A_clip_has_one_map_a_text_and_writes_nothing_where_no_folder_is_named()
    {
        var result = CliResult.Run(
            "analyze", "maps", "--model", TinyClip.Write(tiny.File("clip")), "--video", Video, "--text", "a red square", "--frames", "1",
            "--json");
        Assert.True(result.Code == 0, result.Error);
        var map = Assert.Single(result.Json.GetProperty("maps").EnumerateArray());
        Assert.Equal("NullNullNull", string.Concat(
            map.GetProperty("iterations").ValueKind, map.GetProperty("overlay").ValueKind,
            map.GetProperty("frames")[0].GetProperty("picture").ValueKind));
    }

    [Fact]
    public void What_cannot_be_measured_is_refused_in_one_line()
    {
        string[] clip = ["analyze", "maps", "--model", TinyClip.Write(tiny.File("clip")), "--video", Video, "--text", "a red square"];
        Assert.Contains("no #iter", CliResult.Run([.. clip, "--iterations", "3-3"]).OneErrorLine(2));
        Assert.Contains("like 3-1", CliResult.Run([.. clip, "--iterations", "3"]).OneErrorLine(2));
        Assert.Contains("--summary is empty", CliResult.Run([.. clip, "--summary", " "]).OneErrorLine(2));
        Assert.Contains("temporal embedding", CliResult.Run(
            "analyze", "maps", "--model", tiny.Train("run"), "--video", Video, "--text", "a red square", "--frames", "65").OneErrorLine(2));
        Assert.Equal(3, CliResult.Run([.. clip[..4], "--video", tiny.File("none.mp4"), .. clip[6..]]).Code);
    }

    private static bool OnPath(string program) => Environs.OnPath(program);
}
