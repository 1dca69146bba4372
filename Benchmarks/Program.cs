using BenchmarkDotNet.Running;
using Gexia.Benchmarks;
using Gexia.Benchmarks.Expansion;
using Gexia.Benchmarks.Ladder;
using Gexia.Benchmarks.Search;

// dotnet run -c Release --project Benchmarks -- VERB [arguments]
var verbs = new Dictionary<string, Action<string[]>>
{
    ["gemm"] = GemmBench.Run,
    ["memory"] = MemoryBench.Run,
    ["step"] = MiniatureStep.Run,
    ["clip"] = ClipBench.Run,
    ["gexia"] = GexiaStep.Run,
    ["batch"] = BatchStep.Run,
    ["features"] = FeatureStep.Run,
    ["svilm"] = SViLMStep.Run,
    ["iam"] = IamCost.Run,
    ["maps"] = AlignmentCost.Run,
    ["boxes"] = ObjectBoxes.Run,
    ["ladder"] = LadderBench.Run,
    ["load"] = ClipLoad.Run,
    ["deviation"] = Deviation.Run,
    ["pixels"] = Pixels.Run,
    ["vectors"] = VectorBench.Run,
    ["search"] = SearchQuality.Run,
    ["internvid"] = InternVidRows.Run,
    ["ops"] = arguments => BenchmarkSwitcher.FromAssembly(typeof(MiniatureStep).Assembly).Run(arguments),
};
try
{
    if (args.Length == 0 || !verbs.TryGetValue(args[0], out var run))
        throw new ArgumentException($"use one of {string.Join(", ", verbs.Keys)}.");
    run(args[1..]);
    return 0;
}
catch (ArgumentException error)
{
    Console.Error.WriteLine($"Benchmarks: {error.Message}");
    return 2;
}
