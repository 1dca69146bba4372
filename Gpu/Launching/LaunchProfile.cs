using System.Diagnostics;

namespace Gexia.Gpu;

/// <summary>What the launches of each body took, while a device has it as its <see cref="GpuDevice.Profile"/>.</summary>
internal abstract class LaunchProfile
{
    /// <summary>Before a launch.</summary>
    public abstract void Begin(Type body, int groups);

    /// <summary>After it.</summary>
    public abstract void End();

    /// <summary>
    /// Number of launches and seconds of each body and number of groups, those that took most first. The device is synchronized.
    /// </summary>
    public IReadOnlyList<(string Body, int Groups, int Launches, double Seconds)> Totals() =>
    [
        .. Samples().GroupBy(sample => (NameOf(sample.Body), sample.Groups))
            .Select(group => (group.Key.Item1, group.Key.Groups, group.Count(), group.Sum(sample => sample.Seconds)))
            .OrderByDescending(row => row.Item4),
    ];

    /// <summary>A body's name with those of the types it is closed over.</summary>
    public static string NameOf(Type body)
    {
        var name = body.Name.Split('`')[0];
        return body.IsGenericType ? $"{name}<{string.Join(", ", body.GetGenericArguments().Select(NameOf))}>" : name;
    }

    /// <summary>Each launch.</summary>
    protected abstract IEnumerable<(Type Body, int Groups, double Seconds)> Samples();
}

/// <summary>By the clock on the wall, waiting for each launch.</summary>
internal sealed class WallProfile(GpuDevice device) : LaunchProfile
{
    private readonly List<(Type, int, double)> samples = [];
    private readonly Stopwatch clock = new();
    private (Type Body, int Groups) launch;

    public override void Begin(Type body, int groups)
    {
        launch = (body, groups);
        device.Synchronize();
        clock.Restart();
    }

    public override void End()
    {
        device.Synchronize();
        samples.Add((launch.Body, launch.Groups, clock.Elapsed.TotalSeconds));
    }

    protected override IEnumerable<(Type Body, int Groups, double Seconds)> Samples() => samples;
}

/// <summary>By events in the stream: nothing waits.</summary>
internal sealed class CudaProfile(nint stream) : LaunchProfile
{
    private readonly List<(Type Body, int Groups, nint From, nint To)> launches = [];

    public override void Begin(Type body, int groups)
    {
        CudaDriver.Check(CudaDriver.CreateEvent(out var from, 0));
        CudaDriver.Check(CudaDriver.CreateEvent(out var to, 0));
        launches.Add((body, groups, from, to));
        CudaDriver.Check(CudaDriver.RecordEvent(from, stream));
    }

    public override void End() => CudaDriver.Check(CudaDriver.RecordEvent(launches[^1].To, stream));

    protected override IEnumerable<(Type Body, int Groups, double Seconds)> Samples()
    {
        CudaDriver.Check(CudaDriver.AwaitStream(stream));
        foreach (var (body, groups, from, to) in launches)
        {
            CudaDriver.Check(CudaDriver.Elapsed(out var milliseconds, from, to));
            CudaDriver.DestroyEvent(from);
            CudaDriver.DestroyEvent(to);
            yield return (body, groups, milliseconds / 1000);
        }
        launches.Clear();
    }
}
