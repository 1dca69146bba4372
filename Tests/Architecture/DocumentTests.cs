using System.Text.RegularExpressions;

namespace Gexia.Tests.Architecture;

/// <summary>What the documents point to is there.</summary>
public partial class DocumentTests
{
    public static TheoryData<string> Documents => [.. SourceTree.Files("*.md")];

    [Theory, MemberData(nameof(Documents))]
    public void Every_file_that_a_document_names_exists(string document)
    {
        var text = SourceTree.Read(document);
        var named = Path().Matches(text).Select(match => match.Groups[1].Value).Where(path => path.Contains('/'));
        Assert.All(named, path => Assert.True(File.Exists(System.IO.Path.Combine(SourceTree.Root, path)), $"{document} names {path}"));
    }

    [Theory, MemberData(nameof(Documents))]
    public void Every_link_between_documents_leads_somewhere(string document)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.Combine(SourceTree.Root, document))!;
        var links = Link().Matches(SourceTree.Read(document)).Select(match => match.Groups[1].Value)
            .Where(link => !link.Contains("://", StringComparison.Ordinal));
        Assert.All(links, link =>
            Assert.True(
                File.Exists(System.IO.Path.Combine(folder, link)) || Directory.Exists(System.IO.Path.Combine(folder, link)),
                $"{document} links to {link}"));
    }

    [Fact]
    public void The_way_from_file_to_loss_is_described() => Assert.True(Path().Count(SourceTree.Read("docs/architecture.md")) > 40);

    [Fact]
    public void Every_test_that_a_document_names_exists()
    {
        var classes = typeof(DocumentTests).Assembly.GetTypes().ToLookup(type => type.Name, StringComparer.Ordinal);
        (string Class, string Method)[] named =
            [.. Test().Matches(SourceTree.Read("docs/reliability.md")).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
        Assert.True(named.Length > 40);
        Assert.All(named, test => Assert.True(
            classes[test.Class].Any(type => test.Method.Length == 0 || type.GetMethod(test.Method) is not null),
            $"docs/reliability.md names {test.Class}.{test.Method}"));
    }

    /// <summary>Papers are named by their sections, decisions of this project by a document that is in it.</summary>
    [Theory]
    [InlineData("*.cs")]
    [InlineData("*.md")]
    [InlineData("*.py")]
    [InlineData("*.json")]
    public void No_reference_leads_to_a_text_that_readers_do_not_have(string pattern) => Assert.All(
        SourceTree.Files(pattern), path => Assert.Equal(("", path), (Elsewhere().Match(SourceTree.Read(path)).Value, path)));

    [GeneratedRegex(@"\bspec(?:/\w+\.md)?\s*§")]
    private static partial Regex Elsewhere();

    [GeneratedRegex("`([A-Za-z0-9]+Tests)(?:\\.([A-Za-z0-9_]+))?`")]
    private static partial Regex Test();

    [GeneratedRegex("`([A-Za-z0-9_./-]+\\.(?:cs|json|md|css|py))`")]
    private static partial Regex Path();

    [GeneratedRegex("\\]\\(([^)#]+)\\)")]
    private static partial Regex Link();
}
