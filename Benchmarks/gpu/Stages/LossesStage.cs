namespace Gexia.Benchmarks.Gpu;

/// <summary>The losses of a small training on the device and on the processor.</summary>
internal static class LossesStage
{
    public static void Run(Run run)
    {
        var steps = run.IsSlowest ? 2 : 20;
        var expected = Losses(Gexia.Device.Cpu, DType.Float32, run.IsSlowest ? 1 : 4, steps);
        foreach (var type in (DType[])[DType.Float32, DType.BFloat16])
        {
            run.Report.Try("losses", $"{type}", () =>
            {
                var seen = Losses(run.Device, type, run.IsSlowest ? 1 : 4, steps);
                var apart = expected.Zip(seen, (a, b) => Math.Abs(a - b) / Math.Abs(a)).ToArray();
                run.Report.Add("losses", ("dtype", type), ("steps", steps), ("first", seen[0]), ("last", seen[^1]),
                    ("last of the processor", expected[^1]), ("largest relative difference", apart.Max()),
                    ("right", apart.Max() <= (type == DType.Float32 ? 1e-4 : 5e-2)));
            });
        }
    }

    private static double[] Losses(Device device, DType type, int clips, int steps)
    {
        var work = new GexiaWork(device, type, GexiaWork.Tiny, learningRate: 1e-3, iterations: 2);
        return [.. Enumerable.Range(0, steps).Select(step =>
        {
            work.Take(clips, time: 2, seed: (ulong)step);       // other clips in each step, so that nothing can be learnt by heart
            work.Step();
            return work.ReadLoss();
        })];
    }
}
