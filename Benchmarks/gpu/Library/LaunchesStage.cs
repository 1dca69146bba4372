using System.Diagnostics;
using Gexia.Cpu;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Copies between processor and device, what a launch costs, and whether a captured step runs again as a graph.</summary>
internal static class LaunchesStage
{
    public static void Run(Run run)
    {
        using var device = Library.Open(run.On);
        run.Report.Add("device", ("name", device.Description), ("free bytes", device.FreeBytes), ("bytes", device.TotalBytes));
        run.Report.Try("copy", "160 MB", () => Copy(run, device));
        run.Report.Try("launch", "cost", () => Cost(run, device));
        run.Report.Try("captured", "a step", () => Captured(run, device));
    }

    private static void Copy(Run run, GpuDevice device)
    {
        var values = Tensor.Normal(new Rng(1), [run.IsCuda ? 40_000_000 : 100_000]).ToArray<float>();
        var tensor = Tensor.Empty([values.Length], device: device);
        var gigabytes = values.Length * sizeof(float) / 1e9;
        var up = Library.Seconds(device, () => tensor.Write<float>(values), 3);
        var back = values;
        var down = Library.Seconds(device, () => back = tensor.ToArray<float>(), 3);
        run.Report.Add("copy", ("GB", gigabytes), ("to the device GB/s", gigabytes / up), ("back GB/s", gigabytes / down),
            ("the same", back.AsSpan().SequenceEqual(values)));
    }

    private static void Cost(Run run, GpuDevice device)
    {
        var x = Tensor.Normal(new Rng(1), [5, 37]).To(device);
        var y = x.NewEmpty(x.Shape);
        void Launch() => ElementwiseLoops.Map(new Affine(2, 1), x, y);
        for (var i = 0; i < (run.IsCuda ? 3000 : 3); i++) Launch();
        foreach (var count in run.IsCuda ? new[] { 200, 20000, 20000 } : [3])
        {
            device.Synchronize();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < count; i++) Launch();
            var asked = clock.Elapsed.TotalMicroseconds / count;
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            device.Synchronize();
            run.Report.Add("launch", ("in a row", count), ("us of the processor each", asked),
                ("us in all each", clock.Elapsed.TotalMicroseconds / count), ("managed bytes each", bytes / (double)count));
        }
    }

    private static void Captured(Run run, GpuDevice device)
    {
        var rng = new Rng(3);
        var (inputs, weights) = (Tensor.Normal(rng, [64, 256]), Tensor.Normal(rng, [256, 256]));
        var (x, w) = (inputs.To(device), weights.To(device).RequireGradient());
        var step = CapturedStep.Capture(() => x.MatMul(w).Gelu().Softmax().Square().Mean());
        for (var i = 0; i < 3; i++)
        {
            var marked = weights.Detach().RequireGradient();
            var loss = inputs.MatMul(marked).Gelu().Softmax().Square().Mean();
            run.Report.Add("captured", ("run", i), ("loss", step.Loss.At()), ("by the processor", loss.At()),
                ("relative error of the gradient", Statistics.RelativeError(
                    step.Gradients[w].ToArray<float>(), Array.ConvertAll(loss.Backward()[marked].ToArray<float>(), v => (double)v))));
            inputs = Tensor.Normal(rng, [64, 256]);
            x.Write<float>(inputs.ToArray<float>());
            step.Run();
        }
        var seconds = Library.Seconds(device, step.Run, run.IsCuda ? 101 : 3);
        run.Report.Add("captured", ("launches", step.Launches), ("us a run", seconds * 1e6));
    }
}
