using Gexia.Benchmarks.Gpu;

// Gexia.Benchmarks.Gpu STAGE [--on cuda|cpu|opencl] [--json FILE] [--peer] [--texts FOLDER]     one stage; `stages` lists them.
if (args is ["stages", ..])
{
    var wanted = args.Length > 1 && Enum.TryParse<TargetKind>(args[1], ignoreCase: true, out var one) ? one : TargetKind.Cuda;
    foreach (var each in Stage.All.Where(each => each.Kinds.Contains(wanted))) Console.WriteLine(each.Name);
    return 0;
}
var (on, json, peer, texts) = (TargetKind.Cuda, (string?)null, false, (string?)null);
for (var i = 1; i < args.Length; i++)
{
    if (args[i] == "--peer") peer = true;
    else if (args[i] == "--json" && i + 1 < args.Length) json = args[++i];
    else if (args[i] == "--texts" && i + 1 < args.Length) texts = args[++i];
    else if (args[i] == "--on" && i + 1 < args.Length && Enum.TryParse(args[++i], ignoreCase: true, out on)) continue;
    else return Usage($"'{args[i]}' is no option.");
}
if (args.Length == 0 || Stage.All.FirstOrDefault(each => each.Name == args[0]) is not { } stage)
    return Usage($"name one of {string.Join(", ", Stage.All.Select(each => each.Name))}.");
if (!stage.Kinds.Contains(on)) return Usage($"{stage.Name} cannot run on {on}.");

var report = new Report(json, $"{stage.Name}@{on.ToString().ToLowerInvariant()}");
var watch = System.Diagnostics.Stopwatch.StartNew();
try
{
    stage.Run(new Run(on, report, peer, texts));
    report.Add("end", ("seconds", watch.Elapsed.TotalSeconds));
    return 0;
}
catch (Exception error)
{
    report.Add("end", ("seconds", watch.Elapsed.TotalSeconds), ("failed", Report.Describe(error)));
    Console.Error.WriteLine(error);
    return 1;
}

static int Usage(string problem)
{
    Console.Error.WriteLine($"Gexia.Benchmarks.Gpu: {problem}");
    return 2;
}
