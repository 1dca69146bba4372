using System.Text.Json;
using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

/// <summary><c>gexia reproduce</c> of GEXIA's tables, with trainings of a step or two.</summary>
public sealed class ReproduceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private CliResult Reproduce(params string[] more) => CliResult.Run(
    [
        "reproduce", "--out", folder.File("tables"), "--steps", "2", "--sources", "32", "--test-sources", "6", "--seeds", "2", .. more,
    ]);

    private static JsonElement Row(JsonElement table, string name) =>
        table.GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("name").GetString() == name);

    private bool IsTrained(string training, string seed = "") =>
        File.Exists(folder.File($"tables/ablations/{seed}{training}/last.safetensors"));

    [Fact]
    public void Tables_share_their_trainings_and_stand_beside_the_papers()
    {
        var made = Reproduce("--only", "T11", "--json");
        Assert.True(made.Code == 0, made.Error);
        var images = made.Json.GetProperty("tables").GetProperty("T11");
        Assert.Equal("T11", Assert.Single(made.Json.GetProperty("tables").EnumerateObject()).Name);
        Assert.Equal(9, images.GetProperty("rows").GetArrayLength());
        Assert.Equal(40.6, Row(images, "after the image stage, 0-1").GetProperty("paper").GetProperty("imagenet_accuracy").GetDouble());
        Assert.InRange(Row(images, "after the image stage, 0-1").GetProperty("mean").GetProperty("accuracy").GetDouble(), 0, 100);
        Assert.Equal(
            JsonValueKind.Null, Row(images, "video-text only, 0-1").GetProperty("paper").GetProperty("imagenet_accuracy").ValueKind);
        Assert.Empty(Row(images, "FILIP, YFCC-15M").GetProperty("mean").EnumerateObject());     // published only
        Assert.True(IsTrained("source") && IsTrained("images") && IsTrained("images", "seed-1/") && !IsTrained("svst"));

        var before = File.GetLastWriteTimeUtc(folder.File("tables/ablations/source/last.safetensors"));
        var more = Reproduce("--only", "Fig3,T4a", "--only", "T6", "--json");
        Assert.True(more.Code == 0, more.Error);
        Assert.Equal(["T4a", "Fig3", "T6"], more.Json.GetProperty("tables").EnumerateObject().Select(table => table.Name));
        Assert.Equal(before, File.GetLastWriteTimeUtc(folder.File("tables/ablations/source/last.safetensors")));
        Assert.True(IsTrained("svst") && IsTrained("random") && !IsTrained("lvlt"));
        var sources = Row(more.Json.GetProperty("tables").GetProperty("T6"), "source ids");
        foreach (var figure in (string[])["t2v_r1", "t2v_r5", "t2v_r10", "v2t_r1", "v2t_r5", "v2t_r10", "r1"])
        {
            // As published it is asked at 3–3, and so it is here.
            Assert.Equal(
                sources.GetProperty("mean").GetProperty($"long_3-3_{figure}").GetDouble(),
                sources.GetProperty("mean").GetProperty($"long_{figure}").GetDouble());
            Assert.True(sources.GetProperty("spread").GetProperty($"long_{figure}").GetDouble() >= 0);
        }
        Assert.Equal(45.3, sources.GetProperty("paper").GetProperty("activitynet_t2v_r1").GetDouble());
        foreach (var table in more.Json.GetProperty("tables").EnumerateObject())
            foreach (var claim in table.Value.GetProperty("claims").EnumerateArray())
                Assert.Equal(2, claim.GetProperty("by_seed").GetArrayLength());

        var shown = Reproduce("--only", "T11");
        Assert.True(shown.Code == 0, shown.Error);
        Assert.Contains("FILIP", shown.Out);
        Assert.Contains("after the image stage 0-1 is ahead of 1-1 and 3-1", shown.Out);
    }

    [Fact]
    public void What_a_run_was_trained_with_is_kept_beside_it()
    {
        Assert.Equal(0, Reproduce("--only", "T11", "--json").Code);
        var info = CliResult.Run("info", folder.File("tables/ablations/images"), "--json");
        Assert.True(info.Code == 0, info.Error);
        var config = info.Json.GetProperty("config");
        Assert.Equal("../source", config.GetProperty("model").GetProperty("start").GetString());
        var images = config.GetProperty("training").GetProperty("granularities").GetProperty("IST");
        Assert.Equal((1, "0-1"), (images.GetProperty("frames").GetInt32(), images.GetProperty("iterations").GetString()));
        var embedded = CliResult.Run(
            "embed", "--model", folder.File("tables/ablations/images"), "--text", "a red square stays dark", "--out", folder.File("text"));
        Assert.True(embedded.Code == 0, embedded.Error);
    }

    [Theory]
    [InlineData("T7", "T3, T4a")]
    [InlineData("Fig33", "Did you mean 'Fig3'?")]
    [InlineData("T3,", "got ''")]
    public void A_table_that_is_not_there_is_refused_before_anything_is_written(string only, string said)
    {
        Assert.Contains(said, Reproduce("--only", only).OneErrorLine(2));
        Assert.False(Directory.Exists(folder.File("tables")));
    }
}
