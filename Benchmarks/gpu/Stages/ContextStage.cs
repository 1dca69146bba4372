using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>What survives a failed compilation, and what disposing of a kernel does to its twin.</summary>
internal static class ContextStage
{
    public static void Run(Run run)
    {
        var x = Enumerable.Range(0, 64).ToArray();
        var good = new KernelSource("add-one", TrapKernels.AddOne);
        using (var target = Target.Open(run.On, TrapKernels.Threads))
        {
            Ask("before a failed compilation", () => Probe.Of(target, good, x, 64).SequenceEqual(x.Select(v => v + 1)));
            Ask("a kernel that cannot be compiled", () =>
                Probe.Of(target, new KernelSource("throws", TrapKernels.Throws), x, 64).Length == 64);
            Ask("another kernel after it, in the same context", () =>
                Probe.Of(target, new KernelSource("shift", TrapKernels.ShiftBy2), x, 64).SequenceEqual(x.Select(v => v >> 2)));
            Ask("a kernel compiled before, in the same context", () => Probe.Of(target, good, x, 64).SequenceEqual(x.Select(v => v + 1)));
        }
        using var fresh = Target.Open(run.On, TrapKernels.Threads);
        Ask("the same kernel in a new context", () =>
            Probe.Of(fresh, new KernelSource("shift", TrapKernels.ShiftBy2), x, 64).SequenceEqual(x.Select(v => v >> 2)));
        Ask("loaded twice by ILGPU's cache, the first disposed of", () =>
        {
            using var buffer = fresh.Accelerator.Allocate1D(x);
            var method = typeof(TrapKernels).GetMethod(nameof(TrapKernels.AddOne))!;
            var first = fresh.Accelerator.LoadKernel(method);
            var second = fresh.Accelerator.LoadKernel(method);
            var same = ReferenceEquals(first, second);
            run.Report.Add("context", ("case", "the cache gives one kernel twice"), ("seen", same));
            first.Dispose();
            second.CreateLauncherDelegate<Unary<int>>()(fresh.Stream, new KernelConfig(1, 64), buffer.View, buffer.View);
            fresh.Synchronize();
            return buffer.GetAsArray1D().SequenceEqual(x.Select(v => v + 1));
        });
        Ask("loaded twice from a compiled kernel, the first disposed of", () =>
        {
            using var buffer = fresh.Accelerator.Allocate1D(x);
            var first = fresh.LoadKernel(good);
            var second = fresh.LoadKernel(good);
            run.Report.Add("context", ("case", "two loads give one kernel"), ("seen", ReferenceEquals(first, second)));
            first.Dispose();
            second.CreateLauncherDelegate<Unary<int>>()(fresh.Stream, new KernelConfig(1, 64), buffer.View, buffer.View);
            fresh.Synchronize();
            return buffer.GetAsArray1D().SequenceEqual(x.Select(v => v + 1));
        });

        void Ask(string name, Func<bool> right) => run.Report.Try("context", name, () => run.Report.Add("context", ("case", name),
            ("right", right())));
    }
}
