using System.Text.RegularExpressions;

namespace Gexia.Tests.Architecture;

public class SourceTreeTests
{
    private const int Median = 120;

    [Fact]
    public void Most_files_are_short()
    {
        int[] lines = [.. SourceTree.HandWritten().Select(SourceRules.Count).Order()];
        Assert.True(lines.Length > 100, $"only {lines.Length} files were found");
        Assert.InRange(lines[lines.Length / 2], 1, Median - 1);
    }

    [Fact]
    public void Every_project_is_part_of_the_solution()
    {
        var solution = SourceTree.Read("Gexia.Core.sln").Replace('\\', '/');
        Assert.All(SourceTree.Projects(), project => Assert.Contains($"\"{project}\"", solution));
    }

    [Fact]
    public void Every_package_is_told_of()
    {
        var packages = Regex.Matches(SourceTree.Read("Directory.Packages.props"), "PackageVersion Include=\"(.*?)\"");
        var document = SourceTree.Read("docs/dependencies.md");
        Assert.All(packages, package => Assert.Contains(package.Groups[1].Value, document, StringComparison.Ordinal));
    }

    [Fact]
    public void Package_versions_stand_in_one_place() =>
        Assert.All(SourceTree.Projects(), project => Assert.DoesNotMatch("<PackageReference[^>]*Version", SourceTree.Read(project)));
}
