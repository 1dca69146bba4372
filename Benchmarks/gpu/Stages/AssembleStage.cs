using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Gexia.Benchmarks.Gpu;

/// <summary>
/// Every kernel's text: what can be counted in it, and, where CUDA's tools are, what ptxas says of it and whether the word uniform changes
/// the machine code.
/// </summary>
internal static partial class AssembleStage
{
    public static void Run(Run run)
    {
        var folder = Directory.CreateDirectory(run.Texts ?? Directory.CreateTempSubdirectory("gexia-ptx-").FullName).FullName;
        var assembler = Answer("ptxas", "--version") is not null;
        run.Report.Add("tools", ("ptxas", assembler ? Release().Match(Answer("ptxas", "--version")!).Value : "none"));
        var kernels = KernelCatalogue.All().Select(source => (source.Name, Text: Target.Ptx(source))).ToArray();
        var said = new (string, object?)[kernels.Length][];
        Parallel.For(0, kernels.Length, i =>
        {
            var path = Path.Combine(folder, kernels[i].Name + ".ptx");
            File.WriteAllText(path, kernels[i].Text);
            said[i] = assembler ? Assemble(path) : [];
        });
        for (var i = 0; i < kernels.Length; i++)
            run.Report.Add("kernel",
                [("kernel", kernels[i].Name), ("local accesses", PtxText.LocalAccesses(kernels[i].Text)),
                    ("barriers", PtxText.Barriers(kernels[i].Text)),
                ("uniform branches", PtxText.UniformBranches(kernels[i].Text)), .. said[i]]);
        if (assembler && Answer("cuobjdump", "--version") is not null)
            foreach (var probe in UniformProbes.All) run.Report.Try("machine code", probe.Name, () => Compare(run, folder, probe));
        if (run.Texts is null) Directory.Delete(folder, recursive: true);
    }

    // Registers, shared memory and spills as ptxas states them; its message where it refuses the text.
    private static (string, object?)[] Assemble(string path)
    {
        var said = Answer("ptxas", "-arch=sm_90", "-v", path, "-o", Path.ChangeExtension(path, ".cubin"));
        if (said is null || !File.Exists(Path.ChangeExtension(path, ".cubin")))
            return [("ptxas", said?.Replace('\n', ' ').Replace(path, "text") ?? "failed")];
        return
        [
            ("registers", Number(Registers(), said)), ("shared bytes", Number(Shared(), said)), ("stack bytes", Number(Stack(), said)),
            ("spill stores", Number(SpillStores(), said)), ("spill loads", Number(SpillLoads(), said)),
                ("warnings", said.Split('\n').Count(line => line.Contains("warning"))),
        ];
    }

    // Machine instructions of a probe as written and mended.
    private static void Compare(Run run, string folder, UniformProbe probe)
    {
        string[] raw = Code(probe.Source(PtxChanges.None)), mended = Code(probe.Source(PtxChanges.Branches));
        run.Report.Add("machine code", ("kernel", probe.Name),
            ("called uniform", PtxText.UniformBranches(Target.Ptx(probe.Source(PtxChanges.None)))),
            ("the same", raw.SequenceEqual(mended)),
            ("reconvergence as written", Converging(raw)), ("reconvergence mended", Converging(mended)),
                ("instructions as written", raw.Length), ("instructions mended", mended.Length));

        string[] Code(KernelSource source) =>
            [.. Instruction().Matches(Answer("cuobjdump", "--dump-sass", Path.Combine(folder, source.Name + ".cubin")) ?? "")
                .Select(match => match.Groups[1].Value.Trim())];
        int Converging(string[] code) => code.Count(line => line.Contains("BSSY") || line.Contains("BSYNC") || line.Contains("WARPSYNC"));
    }

    private static object? Number(Regex pattern, string text) =>
        pattern.Match(text) is { Success: true } match ? int.Parse(match.Groups[1].Value) : 0;

    // What a program prints, or null where there is no such program.
    private static string? Answer(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            return process.StandardOutput.ReadToEnd() + errors.Result;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"release [\d.]+")] private static partial Regex Release();
    [GeneratedRegex(@"Used (\d+) registers")] private static partial Regex Registers();
    [GeneratedRegex(@"(\d+) bytes smem")] private static partial Regex Shared();
    [GeneratedRegex(@"(\d+) bytes stack frame")] private static partial Regex Stack();
    [GeneratedRegex(@"(\d+) bytes spill stores")] private static partial Regex SpillStores();
    [GeneratedRegex(@"(\d+) bytes spill loads")] private static partial Regex SpillLoads();
    [GeneratedRegex(@"/\*[0-9a-f]{4,}\*/\s+([^;]+);")] private static partial Regex Instruction();
}
