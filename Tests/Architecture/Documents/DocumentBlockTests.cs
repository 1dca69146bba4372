using System.Text.RegularExpressions;
using Gexia.Tests.Architecture;

namespace Gexia.Tests.Architecture.Documents;

/// <summary>Every C# block of a Markdown file and every example of a public member compiles against the public surface, and runs.</summary>
public partial class DocumentBlockTests(DocumentBlocks blocks) : IClassFixture<DocumentBlocks>
{
    public static TheoryData<string> Programs => [.. DocumentBlocks.All.Where(block => block.From is null).Select(block => block.Place)];

    [Theory, MemberData(nameof(Programs))]
    public void A_block_compiles_and_runs(string place) => Assert.True(blocks.Problem(place) is null, $"{place}: {blocks.Problem(place)}");

    /// <summary>What is part of a table or a class of this repository is compiled and run there.</summary>
    [Fact]
    public void A_quoted_block_stands_in_its_source() => Assert.All(
        DocumentBlocks.All.Where(block => block.From is not null),
        block => Assert.Contains(
            Blanks().Replace(block.Code.Trim(), " "), Blanks().Replace(SourceTree.Read(block.From!), " "), StringComparison.Ordinal));

    [Fact]
    public void None_is_left_out()
    {
        var fences = SourceTree.Files("*.md").Sum(path => Regex.Count(SourceTree.Read(path), "^ *```csharp", RegexOptions.Multiline));
        var continued = SourceTree.Files("*.md")
            .Sum(path => Regex.Count(SourceTree.Read(path), "^<!-- continues -->", RegexOptions.Multiline));
        var examples = SourceTree.HandWritten().Where(path => !path.StartsWith("Tests/", StringComparison.Ordinal))
            .Sum(path => Regex.Count(SourceTree.Read(path), "/// .*<example>|^ *///<example>", RegexOptions.Multiline));
        Assert.Equal(fences - continued + examples, DocumentBlocks.All.Count);
        Assert.InRange(DocumentBlocks.All.Count, 30, int.MaxValue);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
