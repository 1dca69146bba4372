namespace Gexia.Tests.Architecture;

/// <summary>
/// What the libraries offer, as text that a change must change with it: a member that appears or goes is seen by whoever reads the change.
/// To write the files anew: <c>GEXIA_WRITE_SURFACE=1 dotnet test Tests -c Release --filter PublicSurface</c>.
/// </summary>
public class PublicSurfaceTests
{
    private const string Command = "GEXIA_WRITE_SURFACE=1 dotnet test Tests -c Release --filter PublicSurface";

    // Of all libraries together; the first count was 395 and 1893. The sums may only fall: a new public type is weighed against old ones.
    private const int MostTypes = 410, MostMembers = 2000;

    public static TheoryData<string> Libraries => [.. Documents.BlockCompiler.Names];

    [Theory, MemberData(nameof(Libraries))]
    public void The_surface_is_the_recorded_one(string library)
    {
        var path = Path.Combine(SourceTree.Root, "Tests", "Architecture", "PublicSurface", library + ".txt");
        var surface = PublicSurface.Of(library);
        if (Environment.GetEnvironmentVariable("GEXIA_WRITE_SURFACE") == "1") File.WriteAllLines(path, surface);
        var recorded = File.Exists(path) ? File.ReadAllLines(path) : [];
        var changes =
            recorded.Except(surface).Select(line => $"- {line}").Concat(surface.Except(recorded).Select(line => $"+ {line}")).ToArray();
        Assert.True(changes.Length == 0, $"{library}: the public surface changed. If it should: {Command}\n{string.Join('\n', changes)}");
    }

    [Fact]
    public void It_is_smaller_than_it_was()
    {
        var counts = Documents.BlockCompiler.Names.Select(PublicSurface.Count).ToArray();
        Assert.InRange(counts.Sum(count => count.Types), 1, MostTypes);
        Assert.InRange(counts.Sum(count => count.Members), 1, MostMembers);
    }
}
