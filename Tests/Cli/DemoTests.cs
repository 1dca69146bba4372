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
        Assert.Equal(9, result.Json.GetProperty("verdicts").GetArrayLength());
        Assert.All(result.Json.GetProperty("verdicts").EnumerateArray(), verdict =>
        {
            var (difference, error) = (verdict.GetProperty("difference").GetDouble(), verdict.GetProperty("standard_error").GetDouble());
            if (Math.Abs(difference) <= 2 * error) Assert.Equal("no clear difference here", verdict.GetProperty("verdict").GetString());
        });

        var page = File.ReadAllText(folder.File("report.html"));
        Assert.Contains("occur in the training data too", page);
        Assert.Contains("Patch-masking alignment map", page);
        Assert.Contains("9 comparisons of R@1 text to video.", page);
        Assert.NotEmpty(Directory.GetFiles(folder.File("frames"), "*.png"));
        Assert.Single(Directory.GetFiles(folder.File("sample"), "*.png"));

        Assert.Contains("--resume", CliResult.Run("demo", "--out", folder.Path, "--steps", "3", "--sources", "32", "--test-sources", "12").Error);
        var again = CliResult.Run("demo", "--out", folder.Path, "--steps", "3", "--sources", "32", "--test-sources", "12", "--resume");
        Assert.Equal(0, again.Code);
        Assert.Contains("random concatenation", again.Out);

        var seeds = CliResult.Run("demo", "--out", folder.Path, "--steps", "3", "--sources", "32", "--test-sources", "12", "--resume", "--seeds", "2", "--json");
        Assert.Equal(0, seeds.Code);
        Assert.Equal(result.Json.GetProperty("composition").ToString(), seeds.Json.GetProperty("composition").ToString());
        Assert.All(seeds.Json.GetProperty("verdicts").EnumerateArray(), verdict => Assert.Equal((2, true), (verdict.GetProperty("seeds").GetInt32(), verdict.TryGetProperty("spread", out _))));
        Assert.True(Directory.Exists(folder.File(Path.Combine("seed-1", "source"))));
    }
}
