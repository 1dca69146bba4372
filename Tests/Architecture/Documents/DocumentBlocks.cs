using Gexia.Tests.Architecture;

namespace Gexia.Tests.Architecture.Documents;

/// <summary>All C# that documents and public members show, and what became of it. Compiled and run once.</summary>
public sealed class DocumentBlocks
{
    private static readonly Lazy<CodeBlock[]> all = new(() =>
    [
        .. SourceTree.Files("*.md").Order(StringComparer.Ordinal).SelectMany(path => MarkdownBlocks.Of(path, SourceTree.Read(path))),
        .. BlockCompiler.Names.SelectMany(name => ExampleBlocks.Of(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, name + ".xml"))))
            .DistinctBy(block => block.Code),                       // a primary constructor repeats what its type says
    ]);

    private readonly Dictionary<string, string?> problems;

    public DocumentBlocks()
    {
        CodeBlock[] programs = [.. all.Value.Where(block => block.From is null)];
        problems = programs.Zip(BlockRun.Of(programs)).ToDictionary(pair => pair.First.Place, pair => pair.Second);
    }

    internal static IReadOnlyList<CodeBlock> All => all.Value;

    /// <summary>What is wrong with a block; null where it compiled, ran and did what is said of it.</summary>
    internal string? Problem(string place) => problems[place];
}
