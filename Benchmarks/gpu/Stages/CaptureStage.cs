namespace Gexia.Benchmarks.Gpu;

/// <summary>Steps that are captured, on CUDA as graphs, against the same steps run plainly: the same bits are asked for.</summary>
internal static class CaptureStage
{
    private const int Steps = 6;

    public static void Run(Run run)
    {
        foreach (var type in (DType[])[DType.Float32, DType.BFloat16])
        {
            if (run.IsSlowest && type != DType.Float32) continue;
            run.Report.Try("capture", $"{type}", () =>
            {
                var steps = run.IsSlowest ? 2 : Steps;
                var (plain, captured) =
                    (Losses(run, type, steps, work => work.Step()), Losses(run, type, steps, work => work.StepCaptured()));
                run.Report.Add("capture", ("dtype", type), ("the same bits", plain.SequenceEqual(captured)),
                    ("plain", string.Join(' ', plain)), ("captured", string.Join(' ', captured)));
            });
        }
    }

    private static double[] Losses(Run run, DType type, int steps, Action<GexiaWork> step)
    {
        var work = new GexiaWork(run.Device, type, GexiaWork.Tiny, learningRate: 1e-3, iterations: 2);
        work.Take(run.IsSlowest ? 1 : 4, time: 2);
        return [.. Enumerable.Range(0, steps).Select(_ =>
        {
            step(work);
            return work.ReadLoss();
        })];
    }
}
