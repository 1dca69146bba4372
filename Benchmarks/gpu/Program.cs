using Gexia.Benchmarks.Gpu;

// Gexia.Benchmarks.Gpu STAGE [--on cuda|opencl|cpu] [--json FILE] [--peer] [--texts FOLDER]     one stage; `stages` lists them.
if (args is ["stages", ..])
{
    foreach (var each in Stage.All.Where(each => !each.IsOptional)) Console.WriteLine(each.Name);
    return 0;
}
var (on, json, peer, texts) = ("cuda", (string?)null, false, (string?)null);
for (var i = 1; i < args.Length; i++)
{
    if (args[i] == "--peer") peer = true;
    else if (args[i] == "--json" && i + 1 < args.Length) json = args[++i];
    else if (args[i] == "--texts" && i + 1 < args.Length) texts = args[++i];
    else if (args[i] == "--on" && i + 1 < args.Length) on = args[++i];
    else return Usage($"'{args[i]}' is no option.");
}
if (args.Length == 0 || Stage.All.FirstOrDefault(each => each.Name == args[0]) is not { } stage)
    return Usage($"name one of {string.Join(", ", Stage.All.Select(each => each.Name))}.");

// A folder of the run's own, so that what was compiled before on the machine does not count.
if (texts is not null) Environment.SetEnvironmentVariable("GEXIA_KERNELS", Path.Combine(texts, stage.Cache));
var report = new Report(json, $"{stage.Name}@{on}");
var watch = System.Diagnostics.Stopwatch.StartNew();
try
{
    using var run = new Run(on == "cpu" ? GpuDevices.IlgpuCpu : on, report, peer, texts);
    stage.Run(run);
    if (run.HasDevice && run.Device.Fallbacks > 0) report.Add("fallbacks", ("kernels run by the processor", run.Device.Fallbacks));
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
