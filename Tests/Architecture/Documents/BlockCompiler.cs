using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gexia.Tests.Architecture.Documents;

/// <summary>
/// Compiles blocks as a project that installed the packages does: nullable, implicit usings, no internals. Code that begins with usings is
/// a whole file and gets nothing else; any other sees all public namespaces, as an editor would add them.
/// </summary>
internal static class BlockCompiler
{
    private static readonly string[] Libraries =
        [
            "Gexia.Tensor", "Gexia.Autograd", "Gexia.Models", "Gexia.Data", "Gexia.Pretrained", "Gexia.Training", "Gexia.Embeddings",
            "Gexia.Search", "Gexia.Testing", "Gexia.Gpu"
        ];

    private static readonly string[] Implicit =
        [
            "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
            "System.Threading.Tasks"
        ];

    private static readonly string[] Foreign =
        [
            "TensorPrimitives = System.Numerics.Tensors.TensorPrimitives", "Microsoft.Extensions.AI",
            "Microsoft.Extensions.DependencyInjection", "FsCheck", "FsCheck.Xunit"
        ];

    private static readonly CSharpParseOptions Latest = new(LanguageVersion.Latest);

    private static readonly Lazy<ImmutableArray<MetadataReference>> References = new(() =>
    [
        .. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Concat(
                Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
                    .Where(path => !Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)))
            .DistinctBy(Path.GetFileName).Where(IsManaged).Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>Names of the libraries whose public surface a block sees.</summary>
    public static IReadOnlyList<string> Names => Libraries;

    /// <summary>Compiles a block into a file.</summary>
    /// <param name="block">The block.</param>
    /// <param name="path">Receives the assembly, a program where the block has statements of its own, else a library.</param>
    /// <returns>What the compiler says, with the lines of the document; null where it is content.</returns>
    public static string? Compile(CodeBlock block, string path)
    {
        var root = CSharpSyntaxTree.ParseText(block.Code, Latest).GetCompilationUnitRoot();
        var kind = root.Members.OfType<GlobalStatementSyntax>().Any() ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var trees = new[]
        {
            CSharpSyntaxTree.ParseText(Usings(whole: root.Usings.Any()), Latest), CSharpSyntaxTree.ParseText(Source(block, root), Latest)
        };
        var options = new CSharpCompilationOptions(
            kind, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true, optimizationLevel: OptimizationLevel.Release);
        using var file = File.Create(path);
        var result = CSharpCompilation.Create(Path.GetFileNameWithoutExtension(path), trees, References.Value, options).Emit(file);
        return result.Success
            ? null
            : string.Join('\n', result.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error).Select(one => one.ToString()));
    }

    // What is needed is declared between the block's usings and its statements.
    private static string Source(CodeBlock block, CompilationUnitSyntax root)
    {
        var start = root.Usings.Any() ? root.Usings[^1].FullSpan.End : 0;
        var line = block.Line + block.Code.AsSpan(0, start).Count('\n');
        var source = new StringBuilder($"#line {block.Line} \"{block.Document}\"\n").Append(block.Code, 0, start).Append("#line hidden\n");
        foreach (var name in block.Needs)
            source.Append($"var {name} = {typeof(Context).FullName}.{char.ToUpperInvariant(name[0])}{name[1..]};\n");
        return source.Append($"#line {line} \"{block.Document}\"\n").Append(block.Code, start, block.Code.Length - start).ToString();
    }

    private static string Usings(bool whole) => string.Concat(
        Implicit.Concat(whole ? [] : Libraries.SelectMany(PublicNamespaces).Concat(Foreign)).Distinct()
            .Select(name => $"global using {name};\n"));

    private static IEnumerable<string> PublicNamespaces(string library) =>
        Assembly.Load(library).GetExportedTypes().Select(type => type.Namespace!).Distinct();

    private static bool IsManaged(string path)
    {
        try { return AssemblyName.GetAssemblyName(path) is not null; }
        catch (BadImageFormatException) { return false; }
    }
}
