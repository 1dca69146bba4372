namespace Gexia.Benchmarks.Gpu;

/// <summary>A kernel of one input.</summary>
internal delegate void UnaryBody(ILGPU.ArrayView<int> x, ILGPU.ArrayView<int> y);

/// <summary>Functions of one integer, by a kernel and by the processor.</summary>
internal static class IntegerCases
{
    /// <summary>Runs one and adds the line.</summary>
    public static void Ask(Run run, Target target, string table, int[] x, string name, UnaryBody body, Func<int, int> expected) =>
        run.Report.Try(table, name, () =>
    {
        var y = Probe.Of(target, new KernelSource(name, body, TrapKernels.Threads), x, TrapKernels.Threads);
        var wrong = Enumerable.Range(0, x.Length).Where(i => y[i] != expected(x[i])).ToArray();
        if (wrong.Length == 0) run.Report.Add(table, ("case", name), ("wrong", 0), ("of", x.Length));
        else run.Report.Add(table, ("case", name), ("wrong", wrong.Length), ("of", x.Length), ("x", x[wrong[0]]),
            ("expected", expected(x[wrong[0]])), ("seen", y[wrong[0]]));
    });
}

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

        void Ask(string name, UnaryBody body, Func<int, int> expected) =>
            IntegerCases.Ask(run, target, "division", x, name, body, expected);
    }
}

/// <summary>A choice between 1 and 0 is taken for a truth value, and what is mixed with it too.</summary>
internal static class ChoiceStage
{
    public static void Run(Run run)
    {
        using var target = Target.Open(run.On, TrapKernels.Threads);
        var x = Enumerable.Range(0, TrapKernels.Threads).Select(i => i - 8).ToArray();
        Ask("x == 4 ? 2 : x == 2 ? 1 : 0", ChoiceKernels.TwoOneZero, v => v == 4 ? 2 : v == 2 ? 1 : 0);
        Ask("x > 20 ? 5 : x > 10 ? 1 : 0", ChoiceKernels.FiveOneZero, v => v > 20 ? 5 : v > 10 ? 1 : 0);
        Ask("x > 20 ? x : x > 10 ? 1 : 0", ChoiceKernels.ValueOneZero, v => v > 20 ? v : v > 10 ? 1 : 0);
        Ask("x > 20 ? 0 : x > 10 ? 1 : 3", ChoiceKernels.ZeroOneThree, v => v > 20 ? 0 : v > 10 ? 1 : 3);
        Ask("x > 20 ? 20 : x > 10 ? 10 : 5", ChoiceKernels.TwentyTenFive, v => v > 20 ? 20 : v > 10 ? 10 : 5);
        Ask("x > 10 ? x > 20 ? 1 : 0 : 2", ChoiceKernels.InnerFirst, v => v > 10 ? v > 20 ? 1 : 0 : 2);
        Ask("x > 20 ? -1 : x > 10 ? 1 : 0", ChoiceKernels.MinusOneOneZero, v => v > 20 ? -1 : v > 10 ? 1 : 0);
        Ask("if x == 4 s = 2 else if x == 2 s = 1", ChoiceKernels.Statements, v => v == 4 ? 2 : v == 2 ? 1 : 0);
        Ask("the same by a method", ChoiceKernels.ByMethod, v => v == 4 ? 2 : v == 2 ? 1 : 0);
        Ask("(x > 10 ? 1 : 0) + (x > 20 ? 1 : 0)", ChoiceKernels.SumOfChoices, v => (v > 10 ? 1 : 0) + (v > 20 ? 1 : 0));
        Ask("3 * (x > 10 ? 1 : 0)", ChoiceKernels.TimesChoice, v => 3 * (v > 10 ? 1 : 0));
        Ask("6 | (x > 10 ? 1 : 0)", ChoiceKernels.OrChoice, v => 6 | (v > 10 ? 1 : 0));
        Ask("x & (x > 10 ? 1 : 0)", ChoiceKernels.AndChoice, v => v & (v > 10 ? 1 : 0));
        Ask("-(x > 10 ? 1 : 0)", ChoiceKernels.NegativeChoice, v => -(v > 10 ? 1 : 0));
        Ask("count += x > k ? 1 : 0 for k in 0..9", ChoiceKernels.Counted, v => Enumerable.Range(0, 10).Count(k => v > k));
        Ask("(int)(float)(x > 10 ? 1 : 0)", ChoiceKernels.ThroughFloat, v => v > 10 ? 1 : 0);
        Ask("(int)(long)(x > 10 ? 1 : 0)", ChoiceKernels.ThroughLong, v => v > 10 ? 1 : 0);
        Ask("x > 10 && x < 20 ? 1 : 0", ChoiceKernels.Between, v => v is > 10 and < 20 ? 1 : 0);

        void Ask(string name, UnaryBody body, Func<int, int> expected) =>
            IntegerCases.Ask(run, target, "choice", x, name, body, expected);
    }
}
