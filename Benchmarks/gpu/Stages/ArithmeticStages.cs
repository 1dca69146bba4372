using ILGPU;

namespace Gexia.Benchmarks.Gpu;

/// <summary>MathF.FusedMultiplyAdd as ILGPU leaves it, and as an instruction of our own.</summary>
internal static class FmaStage
{
    public static void Run(Run run)
    {
        run.Report.Try("fma", "as ILGPU writes it", () =>
        {
            var text = Target.Ptx(new KernelSource("fma-unknown", TrapKernels.FusedMultiplyAdd), ownInstructions: false);
            run.Report.Add("fma", ("case", "as ILGPU writes it: undefined functions in the text"),
                ("seen", text.Split('\n').Count(line => line.Contains(".extern .func"))));
            if (!run.IsCuda) return;
            using var target = Target.Open(run.On, TrapKernels.Threads, ownInstructions: false);
            run.Report.Add("fma", ("case", "as ILGPU writes it"),
                ("driver", target.Refusal(new KernelSource("fma-unknown", TrapKernels.FusedMultiplyAdd)) ?? "takes it"));
        });
        run.Report.Try("fma", "as an instruction", () =>
        {
            using var target = Target.Open(run.On, TrapKernels.Threads);
            Ask(run, target, "as an instruction");
        });
    }

    private static void Ask(Run run, Target target, string name)
    {
        var (a, b, c) = Contraction.Inputs();
        var y = Probe.Of(target, new KernelSource("fma", TrapKernels.FusedMultiplyAdd, TrapKernels.Threads), a, b, c, TrapKernels.Threads);
        run.Report.Add("fma", ("case", name), ("values", y.Length),
            ("differ from one rounding", Enumerable.Range(0, y.Length).Count(i => y[i] != MathF.FusedMultiplyAdd(a[i], b[i], c[i]))));
    }
}

/// <summary>Whether products and sums written apart are fused.</summary>
internal static class ContractionStage
{
    public static void Run(Run run)
    {
        using var target = Target.Open(run.On, TrapKernels.Threads);
        foreach (var changes in new[] { PtxChanges.Branches, PtxChanges.Branches | PtxChanges.Rounding })
        {
            Ask("a*b + c", TrapKernels.MultiplyThenAdd, (a, b, c) => (a * b) + c, MathF.FusedMultiplyAdd);
            Ask("c - a*b", TrapKernels.MultiplyThenSubtract, (a, b, c) => c - (a * b), (a, b, c) => MathF.FusedMultiplyAdd(-a, b, c));

            void Ask(string name, TernaryBody body, Func<float, float, float, float> apart, Func<float, float, float, float> fused) =>
                run.Report.Try("contraction", name, () =>
                {
                    var (a, b, c) = Contraction.Inputs();
                    var y = Probe.Of(target, new KernelSource(name, body, TrapKernels.Threads, changes), a, b, c, TrapKernels.Threads);
                    run.Report.Add("contraction", ("case", name),
                        ("text", changes.HasFlag(PtxChanges.Rounding) ? "with .rn" : "as written"), ("values", y.Length),
                        ("as two roundings", Enumerable.Range(0, y.Length).Count(i => y[i] == apart(a[i], b[i], c[i]))),
                        ("as one rounding", Enumerable.Range(0, y.Length).Count(i => y[i] == fused(a[i], b[i], c[i]))));
                });
        }
    }
}

/// <summary>A kernel of three inputs.</summary>
internal delegate void TernaryBody(ArrayView<float> a, ArrayView<float> b, ArrayView<float> c, ArrayView<float> y);

internal static class Contraction
{
    /// <summary>Numbers for which one and two roundings often differ.</summary>
    public static (float[] A, float[] B, float[] C) Inputs()
    {
        const int count = 64 * 64;
        var random = new Random(3);
        float[] Next() => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 2) - 1)];
        return (Next(), Next(), Next());
    }
}

/// <summary>NaN and −0.</summary>
internal static class NanStage
{
    public static void Run(Run run)
    {
        using var target = Target.Open(run.On, TrapKernels.Threads);
        float[] kinds = [float.NaN, 1f, -1f, 0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.Epsilon];
        float[] a = [.. Enumerable.Range(0, 64).Select(i => kinds[i & 7])], b = [.. Enumerable.Range(0, 64).Select(i => kinds[i >> 3])];
        Ask("MathF.Max", TrapKernels.Max, MathF.Max);
        Ask("MathF.Min", TrapKernels.Min, MathF.Min);
        Ask("lane Max", TrapKernels.LaneMax, (x, y) => Cpu.F32x1.Max(new(x), new(y)).V);
        Ask("lane Min", TrapKernels.LaneMin, (x, y) => Cpu.F32x1.Min(new(x), new(y)).V);
        Ask("a > b ? 1f : 0f", TrapKernels.Greater, (x, y) => x > y ? 1 : 0);
        Ask("!(a < b) ? 1f : 0f", TrapKernels.NotLess, (x, y) => !(x < y) ? 1 : 0);
        Ask("a != b ? 1f : 0f", TrapKernels.NotEqual, (x, y) => x != y ? 1 : 0);
        Ask("(float)(a > b ? 1 : 0)", TrapKernels.GreaterByInteger, (x, y) => x > y ? 1 : 0);

        void Ask(string name, TernaryBody body, Func<float, float, float> expected) => run.Report.Try("nan", name, () =>
        {
            var y = Probe.Of(target, new KernelSource(name, body, TrapKernels.Threads), a, b, a, TrapKernels.Threads);
            var wrong = Enumerable.Range(0, 64).Where(i => Statistics.Ulps(y[i], expected(a[i], b[i])) != 0).ToArray();
            if (wrong.Length == 0) run.Report.Add("nan", ("case", name), ("wrong", 0), ("of", 64));
            else run.Report.Add("nan", ("case", name), ("wrong", wrong.Length), ("of", 64),
                ("wrong with NaN", wrong.Count(i => float.IsNaN(a[i]) || float.IsNaN(b[i]))), ("a", a[wrong[0]]), ("b", b[wrong[0]]),
                ("expected", expected(a[wrong[0]], b[wrong[0]])), ("seen", y[wrong[0]]));
        });
    }
}

/// <summary>The largest error of elementary functions, against double precision.</summary>
internal static class AccuracyStage
{
    public static void Run(Run run)
    {
        using var target = Target.Open(run.On, TrapKernels.Threads);
        var count = run.On == TargetKind.Cpu ? 64 * 64 : 64 * 16384;
        Ask("MathF.Exp", TrapKernels.Exp, Math.Exp, -87, 88);
        Ask("lane Exp", TrapKernels.LaneExp, Math.Exp, -87, 88);
        Ask("lane Exp, subnormal results", TrapKernels.LaneExp, Math.Exp, -103, -88);
        Ask("MathF.Tanh", TrapKernels.Tanh, Math.Tanh, -10, 10);
        Ask("MathF.Log", TrapKernels.Log, Math.Log, 1e-3, 1e3);
        Ask("lane Log", TrapKernels.LaneLog, Math.Log, 1e-3, 1e3);
        Ask("MathF.Sin", TrapKernels.Sin, Math.Sin, -100, 100);
        Ask("MathF.Sqrt", TrapKernels.Sqrt, Math.Sqrt, 0, 1e6);
        Ask("1 / x", TrapKernels.Reciprocal, x => 1 / x, 1e-3, 1e3);
        Ask("x / 3", TrapKernels.Third, x => x / 3, 1e-3, 1e3);
        Ask("x * 1e-38, subnormal results", TrapKernels.Tiny, x => x * 1e-38f, -1, 1);

        void Ask(string name, Action<ArrayView<float>, ArrayView<float>> body, Func<double, double> exact, double from, double to) =>
            run.Report.Try("accuracy", name, () =>
        {
            var x = Enumerable.Range(0, count).Select(i => (float)(from + ((to - from) * (i + 0.5) / count))).ToArray();
            var y = Probe.Of(target, new KernelSource(name, body, TrapKernels.Threads), x, TrapKernels.Threads);
            var (worst, at, largest) = (0.0, 0, 0.0);
            for (var i = 0; i < count; i++)
            {
                var ulps = Statistics.Ulps(y[i], exact(x[i]));
                largest = Math.Max(largest, Math.Abs(y[i] - exact(x[i])));
                if (ulps > worst) (worst, at) = (ulps, i);
            }
            run.Report.Add("accuracy", ("case", name), ("values", count), ("worst ulp", worst), ("at", x[at]), ("seen", y[at]),
                ("expected", exact(x[at])), ("largest absolute error", largest));
        });
    }
}
