using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>
/// A barrier behind a condition, asked for in three ways: copied into both branches, not every thread meets the same one.
/// </summary>
internal static class BarrierStage
{
    private const double MostSeconds = 3;

    public static KernelSource[] Sources { get; } =
    [
        new("barrier-direct", BarrierKernels.Direct, BarrierKernels.Threads),
        new("barrier-instance", BarrierKernels.InstanceMember, BarrierKernels.Threads),
        new("barrier-static", BarrierKernels.StaticMember, BarrierKernels.Threads),
    ];

    public static void Run(Run run)
    {
        using var target = Target.Open(run.On, BarrierKernels.Threads);
        using var clock = new Clock(target);
        var x = Enumerable.Range(0, BarrierKernels.Threads * (run.IsCuda ? 4096 : 2)).Select(i => (i * 7) ^ 5).ToArray();
        foreach (var source in Sources)
            run.Report.Try("barrier", source.Name, () =>
            {
                var barriers = PtxText.Barriers(Target.Ptx(source));
                using var input = target.Accelerator.Allocate1D(x);
                using var output = target.Accelerator.Allocate1D(Enumerable.Repeat(-1, x.Length).ToArray());
                var launch = target.Load<Unary<int>>(source);
                var config = new KernelConfig(x.Length / BarrierKernels.Threads, BarrierKernels.Threads);
                if (!clock.EndsWithin(() => launch(target.Stream, config, input.View, output.View), MostSeconds))
                {
                    run.Report.Add("barrier", ("case", source.Name), ("in the source", 1), ("in the text", barriers),
                        ("seen", $"not ended after {MostSeconds} s"));
                    run.Leave();
                }
                var y = output.GetAsArray1D();
                run.Report.Add("barrier", ("case", source.Name), ("in the source", 1), ("in the text", barriers),
                    ("wrong", Enumerable.Range(0, x.Length).Count(i => y[i] != BarrierKernels.Expected(x, i))), ("of", x.Length));
            });
    }
}
