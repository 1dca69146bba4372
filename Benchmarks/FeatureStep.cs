using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Gexia.Cpu;
using Gexia.Data.Loading;
using Gexia.Data.Video;
using Gexia.Training;
using Gexia.Training.Config;
using Gexia.Training.Features;
using Gexia.Training.Optimizers;
using Gexia.Training.Runs;

namespace Gexia.Benchmarks;

/// <summary>
/// Training of the IAMs on frozen ViT-B/32 towers (random weights) on real clips, with and without the cache of features:
/// <c>features CLIPS [--steps 5] [--batch 8] [--frames 16] [--threads N]</c>. CLIPS is a folder of videos, whose names are
/// the captions. Both trainings start alike and see the same frames by the test rule; each step's loss, the largest difference, and the
/// processor's seconds of a step (the first one, which fills pools, apart) are printed.
/// </summary>
internal static class FeatureStep
{
    public static void Run(string[] words)
    {
        var arguments = new Arguments(words);
        var (steps, batch, frames) =
            (arguments.Number("--steps", 5), arguments.Number("--batch", 8), arguments.Number("--frames", 16));
        using var limit = CpuThreads.Limit(arguments.Number("--threads", CpuThreads.Default));
        if (arguments.Rest is not [var clips]) throw new ArgumentException("features: say a folder of clips.");
        var folder = Directory.CreateTempSubdirectory("gexia-features-");
        try
        {
            var config = Config(folder.FullName, clips, batch, frames);
            var stored = Train(config, Path.Combine(folder.FullName, "stored"), steps, isStored: true);
            var run = Train(config, Path.Combine(folder.FullName, "run"), steps, isStored: false);
            for (var i = 0; i < steps; i++)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"step {i + 1}: loss {stored[i].Loss:F6} on stored features, {run[i].Loss:F6} above towers that are run; "
                    + $"{stored[i].Seconds:F2} and {run[i].Seconds:F2} s of the processor"));
            var (fast, slow) = (stored.Skip(1).Sum(step => step.Seconds), run.Skip(1).Sum(step => step.Seconds));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"losses differ by at most {stored.Zip(run, (a, b) => Math.Abs(a.Loss - b.Loss)).Max():0.0e+0}; "
                + $"a step is {slow / fast:F1} times as fast"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static bool IsVideo(string path) => VideoEndings.All.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    private static RunConfig Config(string folder, string clips, int batch, int frames)
    {
        var pairs = Path.Combine(folder, "pairs.jsonl");
        File.WriteAllLines(pairs, Directory.GetFiles(clips).Where(IsVideo).Order(StringComparer.Ordinal).Select(path =>
            JsonSerializer.Serialize(new
            {
                video = Path.GetFileName(path),
                caption = Path.GetFileNameWithoutExtension(path).Replace('_', ' ')
            })));
        var json = $$"""
            {
              "model": { "preset": "vit-b-32" },
              "data": {
                "pairs": {{JsonSerializer.Serialize(pairs)}}, "videos": {{JsonSerializer.Serialize(Path.GetFullPath(clips))}},
                "tokenizer": { "kind": "words" },
              },
              "training": {
                "steps": 100, "frozen": "both", "featureCache": {{JsonSerializer.Serialize(Path.Combine(folder, "cache"))}},
                "granularities": { "SVST": { "frames": {{frames}}, "iterations": "1-1", "batch": {{batch}}, "textLength": 16 } },
              },
            }
            """;
        return RunConfig.Parse("features", System.Text.Encoding.UTF8.GetBytes(json));
    }

    private static List<(double Loss, double Seconds)> Train(RunConfig config, string folder, int steps, bool isStored)
    {
        using var run = new VideoTextRun(config, new(folder));
        var clock = Stopwatch.StartNew();
        var features = new FeatureMaking(config, run.Data, run.Model).Run(default);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{run.FeatureCache!.Describe()}; made or checked in {clock.Elapsed.TotalSeconds:F1} s"));
        var reader = run.Data.TestReader(run.Data.TestVideos);
        var plan = new BatchPlan(new Rng(1), [.. run.Data.Train.Select(set => set.Planned(reader.Source))]);
        var loader = new BatchLoader(new Rng(1), plan, run.Data.Train, reader, run.Bad, run.BadPairs) { Features = features };
        var uses = TowerUses.Of(config.Training, config.Model.Sizes);
        if (!isStored) uses = uses with { Vision = TowerUse.Frozen, Text = TowerUse.Frozen };
        var objective = new VideoTextObjective(run.Model, towers: uses);
        var optimizer = config.Training.Optimizer(run.Model.Parameters, config.Model.Kind);
        var measured = new List<(double, double)>();
        for (var step = 0; step < steps; step++)
        {
            var batch = loader.Load(step);
            var given = isStored ? batch : batch with { Pixels = Pixels(run.Data.Train[batch.Set], batch, reader), VideoFeatures = null };
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            using var scope = TensorScope.Begin();
            // What reading the features costs belongs to the step that reads them.
            if (isStored) given = loader.Load(step);
            var loss = objective.LossOf(new(given, config.Training.Granularities[batch.Set].Options)).Total;
            var value = loss.At();
            var gradients = loss.Backward(release: true);
            optimizer.Step(gradients, gradientScale: GradientNorm.ClipScale(optimizer.GradientNorm(gradients), 1));
            measured.Add((value, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds));
        }
        return measured;
    }

    private static byte[] Pixels(SampleSet set, Batch batch, SampleReader reader)
    {
        var own = set.Frames * reader.FrameBytes;
        var pixels = new byte[batch.Count * own];
        for (var i = 0; i < batch.Count; i++)
            reader.ReadFrames(set.Pairs[batch.Samples[i]], set.Frames, pixels.AsSpan(i * own, own), random: null);
        return pixels;
    }
}
