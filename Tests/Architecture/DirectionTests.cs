using System.Reflection;

namespace Gexia.Tests.Architecture;

/// <summary>
/// Which project may know which: Tensor ← Autograd ← Models ← Pretrained ← Training ← Embeddings ← Search ← Cli, and beside it
/// Tensor ← Data ← Pretrained, Autograd ← Testing and Tensor ← Gpu ← Cli. Read from the built assemblies, so a reference that only a
/// project file names does not count and none can hide.
/// </summary>
public class DirectionTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Gexia.Tensor"] = ["System.Numerics.Tensors"],
        ["Gexia.Autograd"] = ["Gexia.Tensor"],
        ["Gexia.Gpu"] = ["Gexia.Tensor", "ILGPU", "ILGPU.Algorithms"],
        ["Gexia.Testing"] = ["Gexia.Tensor", "Gexia.Autograd", "FsCheck", "FsCheck.Xunit", "FSharp.Core", "xunit.core"],
        ["Gexia.Models"] = ["Gexia.Tensor", "Gexia.Autograd"],
        ["Gexia.Data"] = ["Gexia.Tensor", "SixLabors.ImageSharp", "CsvHelper"],
        ["Gexia.Pretrained"] = ["Gexia.Tensor", "Gexia.Autograd", "Gexia.Models", "Gexia.Data"],
        ["Gexia.Training"] = ["Gexia.Tensor", "Gexia.Autograd", "Gexia.Models", "Gexia.Data", "Gexia.Pretrained"],
        ["Gexia.Embeddings"] =
        [
            "Gexia.Tensor", "Gexia.Autograd", "Gexia.Models", "Gexia.Data", "Gexia.Pretrained", "Gexia.Training",
            "Microsoft.Extensions.AI.Abstractions", "Microsoft.Extensions.DependencyInjection.Abstractions",
        ],
        ["Gexia.Search"] =
        [
            "Gexia.Tensor", "Gexia.Autograd", "Gexia.Models", "Gexia.Data", "Gexia.Pretrained", "Gexia.Training", "Gexia.Embeddings",
            "Microsoft.Extensions.AI.Abstractions",
        ],
        ["gexia"] =
        [
            "Gexia.Tensor", "Gexia.Autograd", "Gexia.Models", "Gexia.Data", "Gexia.Pretrained", "Gexia.Training", "Gexia.Embeddings",
            "Gexia.Search", "Gexia.Gpu",
            "Microsoft.Extensions.AI.Abstractions", "System.CommandLine", "Spectre.Console", "Parquet",
        ],
    };

    // What of the framework a library must not need: a console, processes and the network have no place in mathematics.
    private static readonly string[] Outside = ["System.Console", "System.Diagnostics.Process", "System.Net.Http", "System.Net.Sockets"];

    public static TheoryData<string> Projects => [.. Allowed.Keys];

    [Theory, MemberData(nameof(Projects))]
    public void A_project_references_what_lies_below_it_and_the_framework(string project)
    {
        var foreign = References(project).Where(name => !IsFramework(name)).Except(Allowed[project]);
        Assert.Empty(foreign);
    }

    [Theory]
    [InlineData("Gexia.Tensor")]
    [InlineData("Gexia.Autograd")]
    [InlineData("Gexia.Models")]
    public void The_mathematics_needs_no_console_no_process_and_no_network(string project) =>
        Assert.Empty(References(project).Intersect(Outside));

    [Fact]
    public void The_table_covers_every_project_that_is_shipped() =>
        Assert.Equal(
            Allowed.Keys.Order(StringComparer.Ordinal),
            SourceTree.Projects().Where(path => !path.StartsWith("Tests/") && !path.StartsWith("Benchmarks/")).Select(SourceTree.AssemblyOf)
                .Order(StringComparer.Ordinal));

    private static IEnumerable<string> References(string project) =>
        Assembly.Load(project).GetReferencedAssemblies().Select(reference => reference.Name!);

    // These two are packages for all their names.
    private static bool IsFramework(string name) =>
        (name.StartsWith("System.", StringComparison.Ordinal) && name is not ("System.CommandLine" or "System.Numerics.Tensors"))
        || name == "Microsoft.Win32.Primitives";
}
