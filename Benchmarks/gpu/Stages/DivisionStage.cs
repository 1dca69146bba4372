namespace Gexia.Benchmarks.Gpu;

/// <summary>Integer division by constants that are powers of two becomes a shift, which rounds the other way below 0.</summary>
internal static class DivisionStage
{
    public static void Run(Run run)
    {
        using var target = Target.Open(run.On, TrapKernels.Threads);
        int[] interesting = [-9, -8, -5, -4, -1, 0, 1, 7, int.MinValue, int.MaxValue, int.MinValue + 1, -1000000007, 1000000007];
        var x = Enumerable.Range(0, TrapKernels.Threads).Select(i => i < interesting.Length ? interesting[i] : (i - 32) * 77).ToArray();
        Ask("x / 4", TrapKernels.DivideBy4, v => v / 4);
        Ask("x % 4", TrapKernels.RemainderOf4, v => v % 4);
        Ask("x / 3", TrapKernels.DivideBy3, v => v / 3);
        Ask("x / n, n = 4", TrapKernels.DivideByVariable, v => v / 4);
        Ask("x >> 2", TrapKernels.ShiftBy2, v => v >> 2);
        Ask("(uint)x / 4", TrapKernels.UnsignedDivideBy4, v => (int)((uint)v / 4));
        Ask("(uint)x % 4", TrapKernels.UnsignedRemainderOf4, v => (int)((uint)v % 4));
        Ask("(uint)x >> 2", TrapKernels.UnsignedShiftBy2, v => (int)((uint)v >> 2));
        Ask("(uint)x < 2^31", TrapKernels.UnsignedLess, v => v >= 0 ? 1 : 0);

        void Ask(string name, Action<ILGPU.ArrayView<int>, ILGPU.ArrayView<int>> body, Func<int, int> expected) => run.Report.Try("division", name, () =>
        {
            var y = Probe.Of(target, new KernelSource(name, body, TrapKernels.Threads), x, TrapKernels.Threads);
            var wrong = Enumerable.Range(0, x.Length).Where(i => y[i] != expected(x[i])).ToArray();
            if (wrong.Length == 0) run.Report.Add("division", ("case", name), ("wrong", 0), ("of", x.Length));
            else run.Report.Add("division", ("case", name), ("wrong", wrong.Length), ("of", x.Length), ("x", x[wrong[0]]), ("expected", expected(x[wrong[0]])), ("seen", y[wrong[0]]));
        });
    }
}
