using System.Diagnostics;

namespace Gexia.Benchmarks.Gpu;

/// <summary>What devices there are, how the backend starts on the one under test, and how fast its memory is.</summary>
internal static class MachineStage
{
    public static void Run(Run run)
    {
        run.Report.Add("versions", (".NET", Environment.Version), ("processors", Environment.ProcessorCount));
        foreach (var info in GpuDevices.Find())
            run.Report.Add("found", ("name", info.Name), ("usable", info.Usable), ("reason", info.Reason));
        var watch = Stopwatch.StartNew();
        var device = run.Device;
        var opened = watch.Elapsed.TotalMilliseconds;
        watch.Restart();
        var x = Tensor.Normal(new Rng(1), [1000]);
        var seen = x.To(device).Gelu().ToArray<float>();
        var first = watch.Elapsed.TotalMilliseconds;
        var worst = x.Gelu().ToArray<float>().Zip(seen, (a, b) => Math.Abs(a - b)).Max();
        run.Report.Add("start", ("open ms", opened), ("first operation and its result ms", first), ("largest difference", worst));
        run.Report.Add("device", ("is", device.Description), ("memory GB", device.TotalBytes / 1e9), ("free GB", device.FreeBytes / 1e9),
            ("multiprocessors with tensor cores", device.TensorCores));
        if (device is CudaDevice cuda) Copy(run, cuda);
    }

    // The ceiling of everything that only moves memory; and how fast tensors come and go.
    private static void Copy(Run run, CudaDevice device)
    {
        var (from, to) = (Tensor.Zeros([1 << 29], device: device), Tensor.Zeros([1 << 29], device: device));
        using var clock = new Clock(device);
        var bytes = from.Storage.Bytes;
        var seconds = clock.Median(() => from.Storage.Buffer!.CopyTo(to.Storage.Buffer!, bytes));
        run.Report.Add("copy", ("bytes", bytes), ("GB/s read and written", 2 * bytes / seconds / 1e9));
        var host = new float[1 << 26];
        var there = Tensor.Zeros([host.Length], device: device);
        foreach (var round in new[] { "first", "second" })
        {
            var watch = Stopwatch.StartNew();
            there.Write<float>(host);
            device.Synchronize();
            var up = watch.Elapsed.TotalSeconds;
            watch.Restart();
            there.ToArray<float>();
            run.Report.Add("transfer", ("round", round), ("MB", host.Length * 4 / 1e6), ("to the device GB/s", host.Length * 4 / up / 1e9),
                ("from it GB/s", host.Length * 4 / watch.Elapsed.TotalSeconds / 1e9));
        }
    }
}
