using Gexia.Tests.Support;

namespace Gexia.Tests.Cli;

public class DemoTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_tiny_demo_runs_from_nothing_to_a_report()
    {
        var result = CliResult.Run("demo", "--out", folder.Path, "--steps", "3", "--sources", "32", "--test-sources", "12", "--json");
        Assert.Equal(0, result.Code);
        foreach (var composition in (string[])["svst", "random", "source"])
        {
            foreach (var cell in (string[])["long 3-3", "short 1-1"])
            {
                var measured = result.Json.GetProperty("composition").GetProperty(composition).GetProperty(cell);
                foreach (var direction in (string[])["t2v", "v2t"])
                    foreach (var figure in (string[])["r1", "r5", "r10", "mdr", "mnr"])
                        Assert.True(double.IsFinite(measured.GetProperty(direction).GetProperty(figure).GetDouble()));
            }
        }
        foreach (var key in (string[])["iterations", "meanp", "seconds", "peak_memory_bytes"]) Assert.True(result.Json.TryGetProperty(key, out _), key);

        var page = File.ReadAllText(folder.File("report.html"));
        Assert.Contains("occur in the training data too", page);
        Assert.Contains("Patch-masking alignment map", page);
        Assert.NotEmpty(Directory.GetFiles(folder.File("frames"), "*.png"));
        Assert.Single(Directory.GetFiles(folder.File("sample"), "*.png"));

        Assert.Contains("--resume", CliResult.Run("demo", "--out", folder.Path, "--steps", "3", "--sources", "32", "--test-sources", "12").Error);
        var again = CliResult.Run("demo", "--out", folder.Path, "--steps", "3", "--sources", "32", "--test-sources", "12", "--resume");
        Assert.Equal(0, again.Code);
        Assert.Contains("random concatenation", again.Out);
    }
}
