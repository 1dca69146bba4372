using System.Diagnostics;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Times launches on a target's stream: by the driver's events on CUDA, else by the wall clock.</summary>
internal sealed class Clock(Target target) : IDisposable
{
    private readonly nint stream = target.Stream is CudaStream cuda ? cuda.StreamPtr : 0;
    private readonly nint from = NewEvent(target), to = NewEvent(target);

    /// <summary>Seconds of each of a number of launches.</summary>
    public double[] Samples(Action launch, int count)
    {
        var samples = new double[count];
        for (var i = 0; i < count; i++) samples[i] = Seconds(launch);
        return samples;
    }

    /// <summary>Median seconds of one launch among so many, after warming up.</summary>
    public double Median(Action launch, int count = 15, int warm = 3)
    {
        for (var i = 0; i < warm; i++) launch();
        return Statistics.Median(Samples(launch, count));
    }

    /// <summary>Seconds between the begin and the end of what is launched.</summary>
    public double Seconds(Action launch)
    {
        if (target.Kind != TargetKind.Cuda)
        {
            var watch = Stopwatch.StartNew();
            launch();
            target.Synchronize();
            return watch.Elapsed.TotalSeconds;
        }
        CudaDriver.Check(CudaDriver.RecordEvent(from, stream));
        launch();
        CudaDriver.Check(CudaDriver.RecordEvent(to, stream));
        CudaDriver.Check(CudaDriver.AwaitEvent(to));
        CudaDriver.Check(CudaDriver.Elapsed(out var milliseconds, from, to));
        return milliseconds / 1000;
    }

    /// <summary>Whether the launch ends within a time; a kernel that never does cannot be stopped, but the process can be left.</summary>
    public bool EndsWithin(Action launch, double seconds)
    {
        if (target.Kind != TargetKind.Cuda)
        {
            launch();
            target.Synchronize();
            return true;
        }
        launch();
        CudaDriver.Check(CudaDriver.RecordEvent(to, stream));
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed.TotalSeconds < seconds)
        {
            const int notReady = 600;
            var state = CudaDriver.QueryEvent(to);
            if (state == 0) return true;
            if (state != notReady) CudaDriver.Check(state);
            Thread.Sleep(1);
        }
        return false;
    }

    public void Dispose()
    {
        if (target.Kind != TargetKind.Cuda) return;
        CudaDriver.DestroyEvent(from);
        CudaDriver.DestroyEvent(to);
    }

    private static nint NewEvent(Target target)
    {
        if (target.Kind != TargetKind.Cuda) return 0;
        CudaDriver.Check(CudaDriver.CreateEvent(out var made, 0));
        return made;
    }
}
