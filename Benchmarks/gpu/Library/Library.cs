using System.Diagnostics;

namespace Gexia.Benchmarks.Gpu;

/// <summary>The library's own device of a kind.</summary>
internal static class Library
{
    public static GpuDevice Open(TargetKind kind) => GpuDevices.Open(kind switch
    {
        TargetKind.Cuda => "cuda:0",
        TargetKind.OpenCl => "opencl:0",
        _ => "ilgpu-cpu",
    });

    /// <summary>Median seconds of what is run, the wait for it included, after a warm-up.</summary>
    public static double Seconds(GpuDevice device, Action run, int count)
    {
        run();
        var samples = new double[count];
        for (var i = 0; i < count; i++)
        {
            device.Synchronize();
            var clock = Stopwatch.StartNew();
            run();
            device.Synchronize();
            samples[i] = clock.Elapsed.TotalSeconds;
        }
        return Statistics.Median(samples);
    }

    /// <summary>
    /// Rounds of both sides in turn: median seconds of ours, of the peer's (NaN without one), and the median of the rounds' ratios.
    /// </summary>
    public static (double Own, double Other, double Share) InTurns(
        GpuDevice device, Action run, TorchPeer? peer, string work, int rounds = 5, int count = 9)
    {
        run();
        var (own, other) = (new double[rounds], new double[rounds]);
        for (var round = 0; round < rounds; round++)
        {
            own[round] = Seconds(device, run, count);
            other[round] = peer?.Seconds(work, count) ?? double.NaN;
        }
        return (Statistics.Median(own), Statistics.Median(other), Statistics.Median(own.Zip(other, (mine, theirs) => theirs / mine)));
    }
}
