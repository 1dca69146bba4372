namespace Gexia.Benchmarks.Gpu;

/// <summary>The time of each kernel, by events around every launch of a run that is not captured, summed by its name and size.</summary>
internal static class ProfileStage
{
    private const int MostRows = 45;

    public static void Run(Run run)
    {
        var device = run.Device;
        var work = new GexiaWork(
            device, run.IsSlowest ? DType.Float32 : DType.BFloat16, run.IsCuda ? GexiaWork.Paper : GexiaWork.Tiny, learningRate: 1e-5);
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
        if (run.IsCuda) Hold(device);
        var profile = device.Profile = device.NewProfile();
        work();
        device.Profile = null;
        var rows = profile.Totals();
        var total = rows.Sum(row => row.Seconds);
        run.Report.Add("profile", ("case", name), ("launches", rows.Sum(row => row.Launches)), ("ms", total * 1e3));
        foreach (var (body, groups, launches, seconds) in rows.Take(MostRows))
            run.Report.Add($"profile {name}", ("ms", seconds * 1e3), ("%", 100 * seconds / total), ("launches", launches),
                ("us each", 1e6 * seconds / launches), ("groups", groups), ("kernel", body));
    }

    // Work for some tens of milliseconds, so that the calls of the step run ahead of it.
    private static void Hold(GpuDevice device)
    {
        var (from, to) = (Tensor.Empty([1 << 29], device: device), Tensor.Empty([1 << 29], device: device));
        for (var i = 0; i < 60; i++) from.Storage.Buffer!.CopyTo(to.Storage.Buffer!, from.Storage.Bytes);
    }
}
