using BenchmarkDotNet.Running;
using Gexia.Benchmarks;

// dotnet run -c Release --project Benchmarks -- VERB [arguments]
var verbs = new Dictionary<string, Action<string[]>>
{
    ["gemm"] = GemmBench.Run,
    ["step"] = MiniatureStep.Run,
    ["clip"] = ClipBench.Run,
    ["load"] = ClipLoad.Run,
    ["ops"] = arguments => BenchmarkSwitcher.FromAssembly(typeof(MiniatureStep).Assembly).Run(arguments),
};
if (args.Length > 0 && verbs.TryGetValue(args[0], out var run))
{
    run(args[1..]);
    return 0;
}
Console.Error.WriteLine($"Benchmarks: use one of {string.Join(", ", verbs.Keys)}.");
return 2;
