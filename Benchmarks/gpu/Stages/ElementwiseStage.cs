using ILGPU;
using ILGPU.Runtime;

namespace Gexia.Benchmarks.Gpu;

/// <summary>An operation of the project, as kernel and on the processor.</summary>
internal sealed record ElementwiseCase(string Name, Func<PtxChanges, KernelSource> Source, Func<float, float, float, float> OnProcessor,
    Func<Target, KernelSource, float[][], float[]> OnTarget);

/// <summary>The operations, from the project's own sources.</summary>
internal static class ElementwiseCases
{
    public static ElementwiseCase[] All { get; } =
    [
        Of("affine", new Values<Affine>(new(2.5, -0.7))), Of("square", new Values<Square>()), Of("exp", new Values<Exp>()),
        Of("log", new Values<Log>()),
        Of("sqrt", new Values<Sqrt>()), Of("sigmoid", new Values<Sigmoid>()), Of("gelu", new Values<Gelu>()),
        Of("quickgelu", new Values<QuickGelu>()),
        Of("clamp", new Values<Clamp>(new(-1, 1))), Of("multiply", new PairValues<Multiply>()), Of("divide", new PairValues<Divide>()),
        Of("sigmoid-derivative", new Derivatives<Sigmoid>()), Of("gelu-derivative", new Derivatives<Gelu>()),
        Of("quickgelu-derivative", new Derivatives<QuickGelu>()),
        Of("clamp-derivative", new Derivatives<Clamp>(new(-1, 1))), Of("divide-derivative", new PairSlopes<Divide>()),
    ];

    private static ElementwiseCase Of<TMap>(string name, TMap map) where TMap : unmanaged, IMap => new(
        name,
        changes => MapKernels.Source<TMap>(name, changes),
        (a, b, c) => MapKernels.Of(map, a, b, c),
        (target, source, inputs) =>
        {
            using var a = target.Accelerator.Allocate1D(inputs[0]);
            using var b = target.Accelerator.Allocate1D(inputs[1]);
            using var c = target.Accelerator.Allocate1D(inputs[2]);
            using var y = target.Accelerator.Allocate1D(Enumerable.Repeat(-99f, inputs[0].Length).ToArray());
            var launch = target.Load<Mapping<TMap>>(source);
            launch(target.Stream, MapKernels.Config(inputs[0].Length), map, a.View, b.View, c.View, y.View);
            target.Synchronize();
            return y.GetAsArray1D();
        });
}

/// <summary>How many values differ from the processor's, and by how much, over floats of every kind and over ordinary ones.</summary>
internal static class ElementwiseStage
{
    public static void Run(Run run)
    {
        using var target = Target.Open(run.On, MapKernels.Threads);
        var count = run.On == TargetKind.Cpu ? 4108 : 1 << 20;
        var random = new Random(5);
        float[] Ordinary() => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() * 16) - 8)];
        var kinds = Probe.AllKinds(count);
        (string Name, float[][] Inputs)[] sets =
            [("every kind", [kinds, [.. kinds.Reverse()], Ordinary()]), ("-8 to 8", [Ordinary(), Ordinary(), Ordinary()])];
        PtxChanges[] changed = run.IsCuda ? [PtxChanges.Branches, PtxChanges.Branches | PtxChanges.Rounding] : [PtxChanges.Branches];
        foreach (var one in ElementwiseCases.All)
            foreach (var changes in changed)
                foreach (var (set, inputs) in sets)
                    run.Report.Try("elementwise", one.Name, () => Compare(run, target, one, changes, set, inputs));
        if (!run.IsCuda) return;
        run.Report.Try("speed", "gelu", () => Time(run, target, "gelu", new Values<Gelu>(), 2));
        run.Report.Try("speed", "gelu-derivative", () => Time(run, target, "gelu-derivative", new Derivatives<Gelu>(), 3));
        run.Report.Try("speed", "multiply", () => Time(run, target, "multiply", new PairValues<Multiply>(), 3));
    }

    // A third operand that the function does not use is loaded by the generic kernel only if the compiler leaves it there.
    private static void Time<TMap>(Run run, Target target, string name, TMap map, int operands) where TMap : unmanaged, IMap
    {
        const int count = 1 << 27;
        using var clock = new Clock(target);
        using var a = target.Accelerator.Allocate1D<float>(count);
        using var b = target.Accelerator.Allocate1D<float>(count);
        using var y = target.Accelerator.Allocate1D<float>(count);
        var fill = target.Load<Filling<float>>(RuntimeKernels.Named("fill-floats"));
        fill(target.Stream, new KernelConfig(1024, 256), a.View, 3);
        fill(target.Stream, new KernelConfig(1024, 256), b.View, 5);
        var launch = target.Load<Mapping<TMap>>(MapKernels.Source<TMap>(name));
        var seconds = clock.Median(() => launch(target.Stream, MapKernels.Config(count), map, a.View, b.View, b.View, y.View));
        run.Report.Add("speed", ("case", name), ("values", count), ("us", seconds * 1e6),
            ("GB/s of what is needed", (double)operands * count * sizeof(float) / seconds / 1e9));
    }

    private static void Compare(Run run, Target target, ElementwiseCase one, PtxChanges changes, string set, float[][] inputs)
    {
        var y = one.OnTarget(target, one.Source(changes), inputs);
        var (differ, worst, at, infinite) = (0, 0.0, 0, 0);
        for (var i = 0; i < y.Length; i++)
        {
            var ulps = Statistics.Ulps(y[i], one.OnProcessor(inputs[0][i], inputs[1][i], inputs[2][i]));
            if (ulps != 0) differ++;
            if (double.IsInfinity(ulps)) infinite++;
            else if (ulps > worst) (worst, at) = (ulps, i);
        }
        run.Report.Add("elementwise", ("case", one.Name), ("text", changes.HasFlag(PtxChanges.Rounding) ? "with .rn" : "as written"),
            ("inputs", set), ("values", y.Length),
            ("differ", differ), ("worst ulp", worst), ("NaN on one side", infinite), ("at", inputs[0][at]));
    }
}
