using System.Diagnostics;

namespace Gexia.Benchmarks.Gpu;

/// <summary>How much longer a first training step and a first forward pass take than the second, which finds every kernel loaded.</summary>
internal static class CompileStage
{
    public static void Run(Run run)
    {
        var device = run.Device;
        var work = new GexiaWork(device, DType.BFloat16, run.IsCuda ? GexiaWork.Paper : GexiaWork.Tiny, learningRate: 1e-5);
        work.Take(2, run.IsCuda ? 16 : 2);
        device.Synchronize();
        var before = device.Bodies.Count;
        double[] seconds = [Once(), Once(), Once()];
        run.Report.Add("compile", ("kernels", device.Bodies.Count - before), ("of them before", before), ("first step s", seconds[0]),
            ("second s", seconds[1]), ("third s", seconds[2]), ("compiling and loading s", seconds[0] - seconds[2]));

        double Once()
        {
            var watch = Stopwatch.StartNew();
            work.Step();
            work.ReadLoss();
            return watch.Elapsed.TotalSeconds;
        }
    }
}
