using System.Text.Json;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary><c>gexia demo --model svilm</c> and <c>gexia reproduce</c>, with trainings of a step or two.</summary>
public sealed class GroundingDemoTests : IDisposable
{
    private static readonly string[] tiny = ["--steps", "2", "--sources", "32", "--test-sources", "6"],
        rows = ["contrastive", "blended", "grounding", "grouping", "both"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private CliResult Demo(params string[] more) =>
        CliResult.Run(["demo", "--model", "svilm", "--out", folder.File("demo"), .. tiny, .. more]);

    private static void AssertRows(JsonElement made)
    {
        Assert.Equal(rows, made.EnumerateObject().Select(row => row.Name));
        foreach (var row in made.EnumerateObject().Select(row => row.Value))
        {
            foreach (var direction in (string[])["t2v", "v2t"])
                foreach (var figure in (string[])["r1", "r5", "r10", "mdr", "mnr"])
                    Assert.True(double.IsFinite(row.GetProperty(direction).GetProperty(figure).GetDouble()));
            Assert.InRange(row.GetProperty("clip_accuracy").GetDouble(), 50, 100);
            foreach (var figure in (string[])["pointing", "centre_accuracy", "iou"])
                Assert.InRange(row.GetProperty(figure).GetDouble(), 0, 100);
            Assert.InRange(row.GetProperty("block_contrast").GetDouble(), -2, 2);
        }
    }

    [Fact]
    public void A_tiny_demo_runs_from_nothing_to_a_report()
    {
        var made = Demo("--json");
        Assert.True(made.Code == 0, made.Error);
        AssertRows(made.Json.GetProperty("rows"));
        Assert.True(made.Json.GetProperty("seconds").GetDouble() > 0);
        Assert.Equal(6, made.Json.GetProperty("verdicts").GetArrayLength());
        var page = File.ReadAllText(folder.File("demo/report.html"));
        foreach (var part in (string[])["Similarity of clips", "Where a noun phrase points", "block contrast", "arxiv.org/abs/2303.16341"])
            Assert.Contains(part, page);
        Assert.Equal(9 * 64, page.Split("<title>").Length - 2);       // three models of three videos, 8 × 8 cells, and the page's own

        Assert.Contains("--resume", Demo().OneErrorLine(3));
        var again = Demo("--resume", "--seeds", "2", "--json");
        Assert.Equal(made.Json.GetProperty("rows").ToString(), again.Json.GetProperty("rows").ToString());
        Assert.Equal(2, again.Json.GetProperty("by_seed").GetArrayLength());
        Assert.All(again.Json.GetProperty("by_seed").EnumerateArray(), AssertRows);
        var table = Demo("--resume");
        Assert.Contains("L_c + L_g + L_t", table.Out);
        Assert.Contains("no clear difference here", table.Out);
    }

    [Fact]
    public void What_it_does_not_have_is_refused_before_anything_is_written()
    {
        Assert.Contains("--palettes", Demo("--palettes", "3").OneErrorLine(2));
        Assert.Contains(
            "648", CliResult.Run("demo", "--model", "svilm", "--out", folder.File("demo"), "--test-sources", "649").OneErrorLine(3));
        Assert.Contains("did you mean", Demo("--set", "model.losses.temporl=1").OneErrorLine(3));
        Assert.Contains("gexia, svilm", CliResult.Run("demo", "--model", "clip").OneErrorLine(2));
        Assert.False(Directory.Exists(folder.File("demo")));
    }

    [Fact]
    public void A_reproduction_sets_the_papers_table_beside_ours_and_goes_on_with_what_its_folder_holds()
    {
        string[] arguments =
            ["reproduce", "--model", "svilm", "--seeds", "2", "--out", folder.File("t6"), .. tiny];
        var made = CliResult.Run([.. arguments, "--json"]);
        Assert.True(made.Code == 0, made.Error);
        var table = made.Json.GetProperty("tables").GetProperty("T6");
        Assert.Equal(5, table.GetProperty("rows").GetArrayLength());
        var both = table.GetProperty("rows")[4];
        Assert.Equal(24.7, both.GetProperty("paper").GetProperty("msr_vtt_r1").GetDouble());
        Assert.Equal(JsonValueKind.Null, both.GetProperty("paper").GetProperty("ucf101_linear").ValueKind);
        foreach (var figure in (string[])["r1", "clip_accuracy", "block_contrast", "pointing"])
        {
            Assert.True(double.IsFinite(both.GetProperty("mean").GetProperty(figure).GetDouble()));
            Assert.True(both.GetProperty("spread").GetProperty(figure).GetDouble() >= 0);
        }
        Assert.Equal(6, table.GetProperty("claims").GetArrayLength());
        Assert.Equal(JsonValueKind.String, table.GetProperty("verdict").ValueKind);
        Assert.True(made.Json.GetProperty("seconds").GetDouble() > 0);

        var before = File.GetLastWriteTimeUtc(folder.File("t6/T6/both/last.safetensors"));
        var again = CliResult.Run([.. arguments, "--only", "T6"]);
        Assert.True(again.Code == 0, again.Error);
        Assert.Contains("not visible at this size", again.Out);
        Assert.Equal(before, File.GetLastWriteTimeUtc(folder.File("t6/T6/both/last.safetensors")));
        Assert.Contains("--seeds", CliResult.Run("reproduce", "--model", "svilm", "--seeds", "1").OneErrorLine(2));
        Assert.Contains("gexia, svilm", CliResult.Run("reproduce", "--model", "clip").OneErrorLine(2));
        Assert.Contains("T6", CliResult.Run("reproduce", "--model", "svilm", "--only", "T7").OneErrorLine(2));
    }
}
