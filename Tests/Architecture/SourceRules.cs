using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gexia.Tests.Architecture;

/// <summary>A place where a rule is broken.</summary>
internal sealed record Breach(string Path, int Line, string What)
{
    /// <summary>The folder at the root.</summary>
    public string Room => Path.Contains('/') ? Path[..Path.IndexOf('/')] : ".";

    public override string ToString() => $"{Path}:{Line}: {What}";
}

/// <summary>Rules of the hand-written sources, by name: each finds where it is broken.</summary>
internal static partial class SourceRules
{
    private const int LongestLine = 140, LongestFile = 400, LongestMethod = 60;

    private static readonly string[] NameTheCpu = ["Tensor/", "Testing/", "Tests/", "Benchmarks/", "lessons/"];
    private const string SaysTheDefault = "Models/Parameters/ParameterScope.cs";           // where a model's device is chosen
    private static readonly string[] NameNoDevice = ["Autograd/Ops/", "Models/", "Training/"];

    public static IReadOnlyDictionary<string, Func<IEnumerable<Breach>>> All { get; } = new Dictionary<string, Func<IEnumerable<Breach>>>
    {
        ["long line"] = () => Lines(SourceTree.Texts(), line => Width(line) > LongestLine),
        ["long file"] = () =>
            SourceTree.HandWritten().Where(path => Count(path) > LongestFile).Select(path => new Breach(path, 1, $"{Count(path)} lines")),
        ["long method"] = () => SourceTree.HandWritten().SelectMany(LongMethods),
        ["Device.Cpu"] = () => Lines(SourceTree.HandWritten().Where(path => !NameTheCpu.Any(path.StartsWith)), TheCpu().IsMatch),
        ["a device by name"] = () =>
            Lines(SourceTree.HandWritten().Where(path => NameNoDevice.Any(path.StartsWith) && path != SaysTheDefault), ADevice().IsMatch),
        ["memory kept alive by hand"] = () => Lines(SourceTree.HandWritten(), KeepAlive().IsMatch),
    };

    /// <summary>Lines of a file.</summary>
    public static int Count(string path) => SourceTree.Read(path).AsSpan().TrimEnd().Count('\n') + 1;

    private static IEnumerable<Breach> Lines(IEnumerable<string> paths, Predicate<string> isBroken) =>
        from path in paths
        from one in SourceTree.Read(path).ReplaceLineEndings("\n").Split('\n').Index()
        where isBroken(one.Item)
        select new Breach(path, one.Index + 1, one.Item.Trim());

    private static int Width(string line) => line.EnumerateRunes().Count();

    // Of a member or an accessor, from its head to its end; functions inside are part of it.
    private static IEnumerable<Breach> LongMethods(string path)
    {
        var root = CSharpSyntaxTree.ParseText(SourceTree.Read(path)).GetRoot();
        return
            from node in root.DescendantNodes(node => node is not BaseMethodDeclarationSyntax)
            where node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or PropertyDeclarationSyntax { ExpressionBody: not null }
            let head = node.ChildNodesAndTokens().First(child => !child.IsKind(SyntaxKind.AttributeList))
            let first = head.GetLocation()!.GetLineSpan().StartLinePosition.Line
            let lines = node.GetLocation().GetLineSpan().EndLinePosition.Line - first + 1
            where lines > LongestMethod
            select new Breach(path, first + 1, $"{lines} lines: {Name(node)}");
    }

    private static string Name(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => constructor.Identifier.Text,
        PropertyDeclarationSyntax property => property.Identifier.Text,
        _ => node.Kind().ToString(),
    };

    [GeneratedRegex(@"\bDevice\.Cpu\b")]
    private static partial Regex TheCpu();

    [GeneratedRegex(@"\bGC\.KeepAlive\b")]
    private static partial Regex KeepAlive();

    [GeneratedRegex(@"\bDevice\.(Cpu|Default)\b|\b(Cpu|Checking)Device\b")]
    private static partial Regex ADevice();
}
