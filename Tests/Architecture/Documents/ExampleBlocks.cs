using System.Xml.Linq;

namespace Gexia.Tests.Architecture.Documents;

/// <summary>
/// The examples of a library's XML documentation. <c>&lt;code needs="a, b"&gt;</c> names what <see cref="Context"/> provides.
/// </summary>
internal static class ExampleBlocks
{
    /// <exception cref="InvalidDataException">An example has no code.</exception>
    public static IEnumerable<CodeBlock> Of(string documentation) =>
        from member in XDocument.Parse(documentation, LoadOptions.PreserveWhitespace).Descendants("member")
        from example in member.Descendants("example")
        let name = member.Attribute("name")!.Value
        from code in example.Elements("code").DefaultIfEmpty() ?? []
        select code is null
            ? throw new InvalidDataException($"{name}: an example without code.")
            : new CodeBlock(name, 1, Unindented(code.Value)) { Needs = code.Attribute("needs")?.Value.Split(", ") ?? [] };

    // The compiler keeps the blanks behind the slashes.
    private static string Unindented(string code)
    {
        var lines = code.ReplaceLineEndings("\n").Trim('\n').Split('\n');
        var indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Concat(lines.Select(line => (line.Length > indent ? line[indent..] : "") + "\n")).TrimEnd() + "\n";
    }
}
