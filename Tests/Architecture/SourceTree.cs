using System.Text.RegularExpressions;

namespace Gexia.Tests.Architecture;

/// <summary>The checkout that the tests were built from.</summary>
internal static partial class SourceTree
{
    private static readonly string[] Skipped = ["bin", "obj", ".git", ".build", "runs", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>Project files, relative to the root, with forward slashes.</summary>
    public static IEnumerable<string> Projects() => Files("*.csproj");

    /// <summary>C# files that people write: without generated ones.</summary>
    public static IEnumerable<string> HandWritten() => Files("*.cs").Where(path => !path.EndsWith(".g.cs", StringComparison.Ordinal));

    /// <summary>Everything that people write in a programming language: C#, Python, bash.</summary>
    public static IEnumerable<string> Texts() => HandWritten().Concat(Files("*.py")).Concat(Files("*").Where(IsBash));

    /// <summary>Files of the tree by pattern, without build output.</summary>
    public static IEnumerable<string> Files(string pattern) =>
        Walk(Root, pattern).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The assembly that a project file builds.</summary>
    public static string AssemblyOf(string project) =>
        AssemblyName().Match(Read(project)) is { Success: true } match ? match.Groups[1].Value : Path.GetFileNameWithoutExtension(project);

    private static IEnumerable<string> Walk(string folder, string pattern) => Directory.EnumerateFiles(folder, pattern).Concat(
        Directory.EnumerateDirectories(folder).Where(child => !Skipped.Contains(Path.GetFileName(child)))
            .SelectMany(child => Walk(child, pattern)));

    private static bool IsBash(string path) =>
        Path.GetExtension(path) is "" or ".sh"
        && File.ReadLines(Path.Combine(Root, path)).FirstOrDefault() is { } first && first.StartsWith("#!", StringComparison.Ordinal)
        && first.Contains("bash", StringComparison.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Gexia.Core.sln"))) return folder.FullName;
        throw new InvalidOperationException(
            $"No Gexia.Core.sln above {AppContext.BaseDirectory}: the tests run from a checkout's build output.");
    }

    [GeneratedRegex("<AssemblyName>(.*?)</AssemblyName>")]
    private static partial Regex AssemblyName();
}
