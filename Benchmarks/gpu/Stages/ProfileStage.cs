namespace Gexia.Benchmarks.Gpu;

/// <summary>The time of each kernel, by events around every launch of a run that is not captured, summed by its name and size.</summary>
internal static class ProfileStage
{
    private const int MostRows = 45;

    public static void Run(Run run)
    {
        var device = run.Device;
        var work = new GexiaWork(device, run.IsSlowest ? DType.Float32 : DType.BFloat16, run.IsCuda ? GexiaWork.Paper : GexiaWork.Tiny, learningRate: 1e-5);
        foreach (var batch in run.IsCuda ? (int[])[256, 64] : [2])
        {
            var size = run.IsCuda ? 224 : 32;
            var pixels = Tensor.Zeros([batch, 3, size, size], device: device);
            Profile(run, $"forward of {batch}", () => work.Forward(pixels));
        }
        foreach (var clips in run.IsCuda ? (int[])[16, 2] : [1])
        {
            work.Take(clips, run.IsCuda ? 16 : 2);
            Profile(run, $"step of {clips}", work.Step);
        }
    }

    private static void Profile(Run run, string name, Action work)
    {
        var device = run.Device;
        for (var i = 0; i < (run.IsSlowest ? 1 : 3); i++) work();
        device.Synchronize();
        using LaunchProfile profile = device is CudaDevice cuda ? new EventProfile(cuda) : new WallProfile(device);
        if (run.IsCuda) Hold(device);
        device.Profile = profile;
        work();
        device.Profile = null;
        var launches = profile.Read().ToArray();
        var total = launches.Sum(launch => launch.Seconds);
        run.Report.Add("profile", ("case", name), ("launches", launches.Length), ("ms", total * 1e3));
        var rows = launches.GroupBy(launch => (launch.Body, launch.Groups)).OrderByDescending(group => group.Sum(launch => launch.Seconds));
        foreach (var row in rows.Take(MostRows))
        {
            var seconds = row.Sum(launch => launch.Seconds);
            run.Report.Add($"profile {name}", ("ms", seconds * 1e3), ("%", 100 * seconds / total), ("launches", row.Count()),
                ("us each", 1e6 * seconds / row.Count()), ("groups", row.Key.Groups), ("kernel", BodyName.Of(row.Key.Body)));
        }
    }

    // Work for some tens of milliseconds, so that the calls of the step run ahead of it.
    private static void Hold(GpuDevice device)
    {
        var (from, to) = (Tensor.Empty([1 << 29], device: device), Tensor.Empty([1 << 29], device: device));
        for (var i = 0; i < 60; i++) from.Storage.Buffer!.CopyTo(to.Storage.Buffer!, from.Storage.Bytes);
    }
}
