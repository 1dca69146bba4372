using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Branches that ILGPU calls uniform: with the word taken out, and as written. A kernel that never ends ends the stage.</summary>
internal static class UniformStage
{
    private const double MostSeconds = 3;

    private delegate void ImplicitUnary(AcceleratorStream stream, Index1D count, ArrayView<int> x, ArrayView<int> y);

    public static void Run(Run run)
    {
        using var target = Target.Open(run.On, UniformProbes.Threads);
        using var clock = new Clock(target);
        foreach (var changes in run.IsCuda ? new[] { PtxChanges.Branches, PtxChanges.None } : [PtxChanges.Branches])
            foreach (var probe in UniformProbes.All)
                run.Report.Try("uniform", probe.Name, () => Ask(run, target, clock, probe, changes));
    }

    private static void Ask(Run run, Target target, Clock clock, UniformProbe probe, PtxChanges changes)
    {
        var x = Enumerable.Range(0, UniformProbes.Threads * (run.IsCuda ? 512 : 2)).Select(i =>
            (int)((uint)i * 2654435761u >> 24) % 40).ToArray();
        var called = PtxText.UniformBranches(Target.Ptx(probe.Source(PtxChanges.None)));
        using var input = target.Accelerator.Allocate1D(x);
        using var output = target.Accelerator.Allocate1D(Enumerable.Repeat(-1, x.Length).ToArray());
        var kernel = target.LoadKernel(probe.Source(changes));
        var text = !run.IsCuda ? "none" : changes == PtxChanges.None ? "as written" : "mended";
        if (!clock.EndsWithin(Launch, MostSeconds))
        {
            run.Report.Add("uniform", ("case", probe.Name), ("text", text), ("called uniform", called),
                ("seen", $"not ended after {MostSeconds} s"));
            run.Leave();
        }
        var y = output.GetAsArray1D();
        var wrong = Enumerable.Range(0, x.Length).Where(i => y[i] != probe.Expected(x, i)).ToArray();
        if (wrong.Length == 0) run.Report.Add("uniform", ("case", probe.Name), ("text", text), ("called uniform", called), ("wrong", 0),
            ("of", x.Length));
        else run.Report.Add("uniform", ("case", probe.Name), ("text", text), ("called uniform", called), ("wrong", wrong.Length),
            ("of", x.Length), ("thread", wrong[0]), ("expected", probe.Expected(x, wrong[0])), ("seen", y[wrong[0]]));

        void Launch()
        {
            var config = new KernelConfig(x.Length / UniformProbes.Threads, UniformProbes.Threads);
            if (probe.Implicit) kernel.CreateLauncherDelegate<ImplicitUnary>()(target.Stream, x.Length, input.View, output.View);
            else kernel.CreateLauncherDelegate<Unary<int>>()(target.Stream, config, input.View, output.View);
        }
    }
}
