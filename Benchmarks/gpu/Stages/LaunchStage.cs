using System.Diagnostics;

namespace Gexia.Benchmarks.Gpu;

/// <summary>What a launch costs the processor: time and garbage, one by one and as a captured step.</summary>
internal static class LaunchStage
{
    public static void Run(Run run)
    {
        var count = run.IsSlowest ? 20 : 2000;
        Fill(run, run.Device, "the device", count);
        using (var nothing = new PtxDevice(ILGPU.Runtime.Cuda.CudaArchitecture.SM_90))
            Fill(run, nothing, "a device that does nothing", 200_000);
        var work = new GexiaWork(
            run.Device, run.IsSlowest ? DType.Float32 : DType.BFloat16, GexiaWork.Tiny, learningRate: 1e-3, iterations: 2);
        work.Take(run.IsSlowest ? 1 : 4, time: 2);
        for (var i = 0; i < 4; i++) work.StepCaptured();
        run.Device.Synchronize();
        var (rounds, garbage) = (run.IsSlowest ? 1 : 20, GC.GetAllocatedBytesForCurrentThread());
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < rounds; i++) work.StepCaptured();
        var queued = watch.Elapsed.TotalMicroseconds / rounds;
        garbage = GC.GetAllocatedBytesForCurrentThread() - garbage;
        run.Device.Synchronize();
        run.Report.Add("launch", ("case", "a captured step of a tiny model"), ("kernels", work.Kernels), ("us to queue", queued),
            ("us until done", watch.Elapsed.TotalMicroseconds / rounds), ("managed bytes", garbage / rounds));
    }

    private static void Fill(Run run, GpuDevice device, string name, int count)
    {
        var x = Tensor.Zeros([1024], device: device);
        for (var i = 0; i < 10; i++) Scalars.Fill(x, i);
        device.Synchronize();
        foreach (var round in new[] { "first", "second", "third" })
        {
            var garbage = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < count; i++) Scalars.Fill(x, i);
            var seconds = watch.Elapsed.TotalMicroseconds;
            garbage = GC.GetAllocatedBytesForCurrentThread() - garbage;
            device.Synchronize();
            run.Report.Add("launch", ("case", $"{name}, {round} {count}"), ("us a launch", seconds / count),
                ("us until done", watch.Elapsed.TotalMicroseconds / count), ("managed bytes", garbage / (double)count));
        }
    }
}
