using System.Text.RegularExpressions;

namespace Gexia.Tests.Architecture;

/// <summary>
/// The lessons stand in order and can be found: from docs/README.md, and from the source that each explains. <c>.ci/lessons</c> runs them.
/// </summary>
public partial class LessonTests
{
    private static readonly string[] Lessons =
        [
            .. SourceTree.Files("*.cs")
                .Where(path => path.StartsWith("lessons/", StringComparison.Ordinal) && path.AsSpan().Count('/') == 1)
                .Order(StringComparer.Ordinal)
        ];

    [Fact]
    public void There_are_twelve_in_order() =>
        Assert.Equal(Enumerable.Range(1, 12).Select(number => $"lessons/{number:00}-"), Lessons.Select(path => path[..11]));

    [Fact]
    public void The_list_names_each_in_its_row()
    {
        var rows = SourceTree.Read("docs/README.md").Split('\n').Where(line => line.Contains("| `lessons/", StringComparison.Ordinal));
        Assert.Equal(
            Lessons.Select((path, i) => $"| {i + 1} | `{path}` |"),
            rows.Select(row => row[..(row.IndexOf("` |", StringComparison.Ordinal) + 3)]));
    }

    [Fact]
    public void A_source_leads_to_each_and_to_none_that_is_not_there()
    {
        var named = SourceTree.HandWritten().SelectMany(path => See().Matches(SourceTree.Read(path)).Select(match => match.Groups[1].Value))
            .Distinct();
        Assert.Equal(Lessons, named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_checks_itself() =>
        Assert.All(Lessons, path => Assert.Matches(@"Lesson\.(Same|Holds)\([\s\S]*Lesson\.End\(\);", SourceTree.Read(path)));

    [GeneratedRegex(@"/// .*See (lessons/[\w-]+\.cs)\.")]
    private static partial Regex See();
}
