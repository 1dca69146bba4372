namespace Gexia.Tests.Architecture;

public class SourceTreeTests
{
    private const int Longest = 450, Median = 150;

    private static readonly List<(string Path, int Lines)> Files =
        [.. SourceTree.HandWritten().Select(path => (path, SourceTree.Read(path).AsSpan().TrimEnd().Count('\n') + 1)).OrderBy(file => file.Item2)];

    [Fact]
    public void No_file_is_too_long_to_be_read_in_one_go() => Assert.All(Files, file => Assert.InRange(file.Lines, 1, Longest));

    [Fact]
    public void Most_files_are_short()
    {
        Assert.True(Files.Count > 100, $"only {Files.Count} files were found");
        Assert.InRange(Files[Files.Count / 2].Lines, 1, Median - 1);
    }

    [Fact]
    public void Every_project_is_part_of_the_solution()
    {
        var solution = SourceTree.Read("Gexia.Core.sln").Replace('\\', '/');
        Assert.All(SourceTree.Projects(), project => Assert.Contains($"\"{project}\"", solution));
    }

    [Fact]
    public void Package_versions_stand_in_one_place() =>
        Assert.All(SourceTree.Projects(), project => Assert.DoesNotMatch("<PackageReference[^>]*Version", SourceTree.Read(project)));
}
