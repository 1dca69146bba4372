using Gexia.Models;

namespace Gexia.Benchmarks.Gpu;

/// <summary>Losses of a small GEXIA's first steps, by the device in float32 and bfloat16 and by the processor.</summary>
internal static class TrainingStage
{
    public static void Run(Run run)
    {
        using var device = Library.Open(run.On);
        var steps = run.IsCuda ? 20 : 3;
        var exact = Losses(Device.Cpu, DType.Float32, steps);
        foreach (var type in new[] { DType.Float32, DType.BFloat16 })
        {
            run.Report.Try("losses", $"{type}", () =>
            {
                var losses = Losses(device, type, steps);
                run.Report.Add("losses", ("dtype", type), ("steps", steps), ("first", losses[0]), ("last", losses[^1]),
                    ("by the processor", exact[^1]),
                    ("largest relative difference", losses.Zip(exact, (a, b) => Math.Abs(a - b) / Math.Abs(b)).Max()),
                    ("fallbacks", device.Fallbacks));
            });
        }
    }

    private static double[] Losses(Device device, DType type, int steps)
    {
        var config = GexiaConfig.VitB32;
        config = config with
        {
            Vision = config.Vision with { ImageSize = 32, PatchSize = 16, Tower = config.Vision.Tower with { Width = 64, Layers = 2, Heads = 2 } },
            Text = config.Text with { VocabularySize = 100, ContextLength = 8, Tower = config.Text.Tower with { Width = 48, Layers = 2, Heads = 2 } },
            Iam = config.Iam with { Width = 32, Heads = 2, Vectors = 4 },
        };
        var training = new GexiaTraining(device, type, config, clips: 6, frames: 2, tokens: 8, rate: 1e-3);
        var losses = new double[steps];
        for (var i = 0; i < steps; i++)
        {
            losses[i] = training.Loss;
            training.Next();
        }
        return losses;
    }
}
