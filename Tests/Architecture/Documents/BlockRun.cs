using System.Diagnostics;
using System.Text.Json;
using Gexia.Tests.Support;

namespace Gexia.Tests.Architecture.Documents;

/// <summary>Compiles blocks and runs those that compile, all in one program beside the tests.</summary>
internal static class BlockRun
{
    // Knows the assemblies of the tests, and nothing of the blocks.
    private const string Host = """
        using System.IO;
        using System.Runtime.CompilerServices;
        using System.Runtime.Loader;

        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(args[0], name.Name + ".dll") is var path && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;
        Run(args[1]);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Run(string folder) => Gexia.Tests.Architecture.Documents.BlockHost.Run(folder);
        """;

    /// <summary>What is wrong with each block; null where nothing is.</summary>
    public static string?[] Of(IReadOnlyList<CodeBlock> blocks)
    {
        using var folder = new TemporaryFolder();
        string Assembly(int number) => folder.File($"block{number}.dll");
        var problems = blocks.Select((block, number) => BlockCompiler.Compile(block, Assembly(number))).ToArray();
        var compiled = Enumerable.Range(0, blocks.Count).Where(number => problems[number] is null).ToArray();
        File.WriteAllText(
            folder.File(BlockHost.Jobs),
            JsonSerializer.Serialize(compiled.Select(number => new BlockJob(Assembly(number), [.. blocks[number].Arguments]))));
        Start(folder);
        var results = JsonSerializer.Deserialize<BlockResult[]>(File.ReadAllText(folder.File(BlockHost.Results)))!;
        foreach (var (number, result) in compiled.Zip(results)) problems[number] = Problem(blocks[number], result);
        return problems;
    }

    private static string? Problem(CodeBlock block, BlockResult result) => (block, result) switch
    {
        ({ Fails: { } part }, { Error: null }) => $"ran without the failure '{part}' that is promised.",
        ({ Fails: { } part }, { Error: { } error }) =>
            error.Contains(part, StringComparison.Ordinal) ? null : $"must fail with '{part}', but: {error}",
        (_, { Error: { } error }) => error,
        ({ Prints: { } text }, { Output: var output }) =>
            output.Trim() == text ? null : $"must print '{text}', but prints '{output.Trim()}'.",
        _ => null,
    };

    private static void Start(TemporaryFolder folder)
    {
        var host = folder.File("host.dll");
        Assert.Null(BlockCompiler.Compile(new CodeBlock("host", 1, Host), host));
        var settings = Path.Combine(AppContext.BaseDirectory, "Gexia.Tests.runtimeconfig.json");
        var start = new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", settings, host, AppContext.BaseDirectory, folder.Path])
        {
            RedirectStandardError = true
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }
}
