using System.Text.RegularExpressions;
using Gexia.Tests.Architecture;

namespace Gexia.Tests.Gradients;

/// <summary>The table is complete, and the documents say what is there.</summary>
public partial class CoverageTests
{
    [Fact]
    public void Every_operation_that_is_recorded_has_a_row()
    {
        var sources =
            SourceTree.HandWritten().Where(path => path.StartsWith("Autograd/", StringComparison.Ordinal)).Select(SourceTree.Read).ToList();
        var defined = sources.SelectMany(source => Recorded().Matches(source).Select(match => match.Groups[1].Value))
            .Concat(sources.SelectMany(source => Struct().Matches(source).Select(match => match.Groups[1].Value))).ToHashSet();
        Assert.Superset(new HashSet<string> { "Exp", "Divide", "Affine", "MatMul", "Attention", "Reshape" }, defined);

        var covered = new HashSet<string>();
        foreach (var op in OpCases.Rows)
        {
            var trial = new Trial(op, new Sizes(2, 3, 4, 2, 1));
            var open = new Stack<Tensor>();
            foreach (var type in (DType[])[DType.Float64, DType.Float32])
                open.Push(trial.Apply(Array.ConvertAll(trial.Bases, x => x.To(type).Detach().RequireGradient())));
            while (open.TryPop(out var tensor))
            {
                if (tensor.Origin is not Node node) continue;
                covered.Add(node.Op);
                foreach (var input in node.Inputs) open.Push(input);
            }
        }
        // Its gradient is defined, not derived, so no finite difference finds it: OneHotMaxTests hold it to its definition.
        Assert.Equal(["OneHotMax"], defined.Except(covered));
    }

    [Fact]
    public void The_documents_name_files_that_exist()
    {
        var documents = SourceTree.Files("*.md")
            .Where(path => path is "docs/adding-an-op.md" || path.StartsWith("docs/math/", StringComparison.Ordinal)).ToList();
        Assert.True(documents.Count > 5);
        foreach (var document in documents)
            foreach (Match path in SourceFile().Matches(SourceTree.Read(document)))
                Assert.True(File.Exists(Path.Combine(SourceTree.Root, path.Groups[1].Value)), $"{document} names {path.Groups[1].Value}");
    }

    [Fact]
    public void The_row_that_the_guide_shows_is_in_the_table() =>
        Assert.All(ShownRow().Matches(SourceTree.Read("docs/adding-an-op.md")).Select(match => match.Value)
            .DefaultIfEmpty("no row is shown"),
                row => Assert.Contains(row, SourceTree.Read("Tests/Gradients/OpCases.cs"), StringComparison.Ordinal));

    [GeneratedRegex("""Graph\.Record\(\s*"(\w+)",""")]
    private static partial Regex Recorded();

    [GeneratedRegex(@"(?:public|internal) readonly struct (\w+)(?:\([^)]*\))? : IElementwise")]
    private static partial Regex Struct();

    [GeneratedRegex(@"`([\w/.]+/[\w.]+\.cs)`")]
    private static partial Regex SourceFile();

    [GeneratedRegex(@"^Unary\(.*\),$", RegexOptions.Multiline)]
    private static partial Regex ShownRow();
}
