using System.Diagnostics;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Times what is queued on a device: by the driver's events on CUDA, else by the clock on the wall.</summary>
internal sealed class Clock : IDisposable
{
    private readonly GpuDevice device;
    private readonly nint from, to;

    public Clock(GpuDevice device)
    {
        this.device = device;
        if (device is not CudaDevice cuda) return;
        cuda.Synchronize();                             // its context is then this thread's
        CudaDriver.Check(CudaDriver.CreateEvent(out from, 0));
        CudaDriver.Check(CudaDriver.CreateEvent(out to, 0));
    }

    /// <summary>Seconds of each of a number of works.</summary>
    public double[] Samples(Action work, int count)
    {
        var samples = new double[count];
        for (var i = 0; i < count; i++) samples[i] = Seconds(work);
        return samples;
    }

    /// <summary>Median seconds of one work among so many, after warming up.</summary>
    public double Median(Action work, int count = 9, int warm = 3)
    {
        for (var i = 0; i < warm; i++) work();
        return Statistics.Median(Samples(work, count));
    }

    /// <summary>Seconds between the begin and the end of what is queued.</summary>
    public double Seconds(Action work)
    {
        if (device is not CudaDevice cuda)
        {
            var watch = Stopwatch.StartNew();
            work();
            device.Synchronize();
            return watch.Elapsed.TotalSeconds;
        }
        CudaDriver.Check(CudaDriver.RecordEvent(from, cuda.Stream));
        work();
        CudaDriver.Check(CudaDriver.RecordEvent(to, cuda.Stream));
        CudaDriver.Check(CudaDriver.AwaitEvent(to));
        CudaDriver.Check(CudaDriver.Elapsed(out var milliseconds, from, to));
        return milliseconds / 1000;
    }

    public void Dispose()
    {
        if (from == 0) return;
        CudaDriver.DestroyEvent(from);
        CudaDriver.DestroyEvent(to);
    }
}
