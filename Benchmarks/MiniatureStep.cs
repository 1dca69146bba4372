using System.Diagnostics;
using System.Globalization;
using Gexia.Cpu;
using Gexia.Models;
using Gexia.Models.Clip;
using Gexia.Models.Layers;
using Gexia.Training.Optimizers;

namespace Gexia.Benchmarks;

/// <summary>
/// One training step of the miniature model (spec §12.3): forward, loss, backward, clipping and AdamW on random data.
/// <c>step [--threads N] [--steps N]</c> prints steps per second by granularity; <c>step --serve</c> answers a line "S", "LL" or "LS"
/// with the steps per second of a few steps, for peers/paired.py.
/// </summary>
internal static class MiniatureStep
{
    private sealed record Kind(int Frames, int TextLength, int VideoIterations, int TextIterations);

    private static readonly Dictionary<string, Kind> kinds = new()
    {
        ["S"] = new(4, 12, 1, 1), ["LL"] = new(8, 36, 3, 3), ["LS"] = new(8, 18, 3, 1),
    };

    private const int Batch = 32, Vocabulary = 31;

    public static void Run(string[] args)
    {
        var steps = Option(args, "--steps", 8);
        using var limit = CpuThreads.Limit(Option(args, "--threads", 1));
        var model = new GexiaModel(ParameterScope.Fresh(new Rng(1)), Config);
        var optimizer = new AdamW(model.Parameters, 1e-3, 0.05);
        if (args.Contains("--serve"))
        {
            while (Console.ReadLine() is { } line) Console.WriteLine(Rate(model, optimizer, kinds[line], steps).ToString("R", CultureInfo.InvariantCulture));
            return;
        }
        Console.WriteLine($"{model.Parameters.Length:N0} parameters, batch {Batch}, {CpuThreads.Count} thread(s), {Simd.Level}");
        foreach (var (name, kind) in kinds)
        {
            var rates = Enumerable.Range(0, 7).Select(_ => Rate(model, optimizer, kind, steps)).Order().ToArray();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-3} {1000 / rates[3],8:F2} ms a step (median of 7 × {steps})"));
        }
    }

    private static GexiaConfig Config { get; } = new()
    {
        Vision = new() { ImageSize = 24, PatchSize = 8, Tower = Tower },
        Text = new() { VocabularySize = Vocabulary, ContextLength = 36, Tower = Tower },
        Iam = new() { Vectors = 8, Width = 64, Heads = 4, MlpRatio = 2 },
    };

    private static TowerConfig Tower => new() { Width = 64, Layers = 2, Heads = 4, Activation = Activation.Gelu };

    private static double Rate(GexiaModel model, AdamW optimizer, Kind kind, int steps)
    {
        var rng = new Rng(2);
        var frames = Tensor.Normal(rng, [Batch, kind.Frames, 3, 24, 24]);
        var ids = new int[Batch * kind.TextLength];
        for (var i = 0; i < ids.Length; i++) ids[i] = 1 + rng.NextInt32(Vocabulary - 2);
        for (var text = 1; text <= Batch; text++) ids[(text * kind.TextLength) - 1] = Vocabulary - 1;   // no padding: nothing to cut
        var watch = new Stopwatch();
        for (var step = -1; step < steps; step++)
        {
            if (step == 0) watch.Start();
            using var scope = TensorScope.Begin();
            var loss = ContrastiveLoss.Symmetric(model.EncodeVideo(frames, kind.VideoIterations), model.EncodeText(TextIds.Of(ids, kind.TextLength), kind.TextIterations), model.LogitScale);
            var gradients = loss.Backward();
            optimizer.Step(gradients, gradientScale: GradientNorm.ClipScale(optimizer.GradientNorm(gradients), 1));
        }
        return steps / watch.Elapsed.TotalSeconds;
    }

    private static int Option(string[] args, string name, int fallback)
    {
        var place = Array.IndexOf(args, name);
        return place >= 0 && place + 1 < args.Length ? int.Parse(args[place + 1], CultureInfo.InvariantCulture) : fallback;
    }
}
