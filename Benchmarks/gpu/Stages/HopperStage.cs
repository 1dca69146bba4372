namespace Gexia.Benchmarks.Gpu;

/// <summary>An instruction that only sm_90a has, in text whose target is changed, and in text whose target is ILGPU's.</summary>
internal static class HopperStage
{
    public static void Run(Run run)
    {
        using var target = Target.Open(run.On);
        var x = Enumerable.Range(0, 128).ToArray();
        (string, PtxChanges)[] forms =
            [("target changed to sm_90a", PtxChanges.Branches | PtxChanges.Hopper), ("target as ILGPU writes it", PtxChanges.Branches)];
        foreach (var (name, changes) in forms)
            run.Report.Try("hopper", name, () =>
            {
                var source = new KernelSource("hopper", TrapKernels.FenceOfHopper, 128, changes);
                if (target.Refusal(source) is { } refusal) run.Report.Add("hopper", ("case", name), ("loads", false),
                    ("driver", refusal));
                else run.Report.Add("hopper", ("case", name), ("loads", true),
                    ("right", Probe.Of(target, source, x, 128).SequenceEqual(x.Select(v => v + 1))));
            });
    }
}
