using System.Diagnostics;
using System.Text.RegularExpressions;
using Gexia.Tests.Gradients;

namespace Gexia.Benchmarks.Gpu;

/// <summary>
/// The text of every kernel that the operations of the tests' table, a forward pass and training steps use: what can be counted in it,
/// and, where CUDA's tools are, what ptxas says of it.
/// </summary>
internal static partial class AssembleStage
{
    public static void Run(Run run)
    {
        var folder = Directory.CreateDirectory(Path.Combine(run.Texts ?? Path.GetTempPath(), "texts")).FullName;
        var assembler = Answer("ptxas", "--version");
        run.Report.Add("tools", ("ptxas", assembler is null ? "none" : Release().Match(assembler).Value));
        var watch = Stopwatch.StartNew();
        using var device = new PtxDevice(ILGPU.Runtime.Cuda.CudaArchitecture.SM_90);
        Use(run, device);
        var launched = watch.Elapsed.TotalSeconds;
        var kernels = device.Compile(Math.Clamp(Environment.ProcessorCount / 2, 1, 8));
        run.Report.Add("compiled", ("kernels", kernels.Count), ("launched after s", launched), ("s", watch.Elapsed.TotalSeconds));
        var said = new (string, object?)[kernels.Count][];
        Parallel.For(0, kernels.Count, i =>
        {
            if (kernels[i].Failure is { } failure)
            {
                said[i] = [("failed", failure)];
                return;
            }
            var path = Path.Combine(folder, $"{i:D3}.ptx");
            File.WriteAllText(path, $"// {kernels[i].Name}\n{kernels[i].Text}");
            said[i] = assembler is null ? [] : Assemble(path);
        });
        var good = 0;
        for (var i = 0; i < kernels.Count; i++)
        {
            var (name, text, _) = kernels[i];
            var isGood = PtxText.LocalAccesses(text) == 0 && PtxText.UniformBranches(text) == 0 && said[i].All(IsGood);
            if (isGood) good++;
            run.Report.Add(isGood ? "kernel" : "to look at",
                [
                    ("text", $"{i:D3}"), ("local accesses", PtxText.LocalAccesses(text)), ("barriers", PtxText.Barriers(text)), .. said[i],
                    ("kernel", name)
                ]);
        }
        run.Report.Add("assembled", ("kernels", kernels.Count), ("without fault", good), ("s", watch.Elapsed.TotalSeconds));
    }

    /// <summary>Launches everything on a device that does nothing.</summary>
    public static void Use(Run run, PtxDevice device)
    {
        foreach (var type in (DType[])[DType.Float32, DType.BFloat16, DType.Float16])
            foreach (var op in OpCases.Rows)
                run.Report.Try("operation", $"{op.Name} in {type}", () =>
                {
                    foreach (var sizes in (Sizes[])[new(2, 33, 64, 20, 5), new(3, 1, 70, 1, 3), new(2, 64, 512, 64, 8)])
                        ParityStage.On(new Trial(op, sizes), type, device);
                });
        foreach (var type in (DType[])[DType.BFloat16, DType.Float32])
        {
            var work = new GexiaWork(device, type, GexiaWork.Paper, learningRate: 1e-5);
            foreach (var clips in (int[])[2, 16])
            {
                work.Take(clips, time: 16);
                work.Step();
            }
            foreach (var batch in (int[])[64, 256]) work.Forward(Tensor.Zeros([batch, 3, 224, 224], device: device));
        }
    }

    private static bool IsGood((string Name, object? Value) fact) => fact.Name switch
    {
        "ptxas" or "failed" => false,
        "stack bytes" or "spill stores" or "spill loads" or "warnings" => fact.Value is 0,
        _ => true,
    };

    // Registers, shared memory and spills as ptxas states them; its message where it refuses the text.
    private static (string, object?)[] Assemble(string path)
    {
        var binary = Path.ChangeExtension(path, ".cubin");
        var said = Answer("ptxas", "-arch=sm_90", "-v", path, "-o", binary);
        if (said is null || !File.Exists(binary)) return [("ptxas", said?.Replace('\n', ' ').Replace(path, "text") ?? "failed")];
        File.Delete(binary);
        return
        [
            ("registers", Number(Registers(), said)), ("shared bytes", Number(Shared(), said)), ("stack bytes", Number(Stack(), said)),
            ("spill stores", Number(SpillStores(), said)), ("spill loads", Number(SpillLoads(), said)),
            ("warnings", said.Split('\n').Count(line => line.Contains("warning"))),
        ];
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
}
