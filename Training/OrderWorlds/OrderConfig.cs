using System.Text;
using Gexia.Training.Config;

namespace Gexia.Training.OrderWorlds;

/// <summary>
/// Trainings as configurations: towers on single frames, then heads on whole videos with the same towers.
/// </summary>
internal static class OrderConfig
{
    /// <summary>Frames that are taken of a whole video, and of a clip where those are trained on, too.</summary>
    private const int Frames = 8, ClipFrames = 4;

    /// <summary>Peak learning rate of all that starts fresh.</summary>
    private const double FreshRate = 1e-3;

    /// <summary>CLIP's contrastive training on single frames and their captions, from nothing.</summary>
    public static RunConfig Towers(OrderOptions options, OrderFolder folder) => Parse(folder.Towers, [], Text(
        options, "meanPooling", OrderFolder.FramesPlan, """{ "IST": { "frames": 1, "batch": 64, "textLength": 12 } }""", weights: null,
        FreshRate));

    /// <summary>A head on whole videos; its towers start with the weights of those of its stage, if it has one.</summary>
    /// <param name="options">The numbers; their changes come after those of the training.</param>
    /// <param name="folder">Of the training's world.</param>
    /// <param name="training">What differs from other trainings there.</param>
    /// <param name="name">Of the run.</param>
    public static RunConfig Head(OrderOptions options, OrderFolder folder, HeadTraining training, string name) =>
        Parse(folder.Run(name), [.. training.Changes, .. options.Changes], Text(
            options, training.Head == VideoHead.Gexia ? "gexia" : "meanPooling",
            training.World.Palettes is null ? OrderFolder.AllPlan : OrderFolder.WholePlan, Granularities(training.World),
            WeightsOf(training), training.TowersRate));

    // From the folder of the training's world; that of another world lies beside it.
    private static string? WeightsOf(HeadTraining training) =>
        training.Stage is not { } stage ? null
        : stage == training.World ? OrderFolder.TowersWeights
        : $"../{stage.Name}/{OrderFolder.TowersWeights}";

    // Where only order tells videos apart, whole ones with their long texts; else what GEXIA trains on, in turns.
    private static string Granularities(HeadWorld world)
    {
        var longs = Granularity("LVLT", Frames, "3-3", 36);
        return world.Palettes is not null ? $"{{ {longs} }}"
            : $$"""
            { {{Granularity("SVST", ClipFrames, "1-1", 12)}}, {{longs}}, {{Granularity("LVST", Frames, "3-1", 18)}} },
                "batching": "turns"
            """;

        static string Granularity(string name, int frames, string iterations, int text) => FormattableString.Invariant(
            $$"""
            "{{name}}": { "frames": {{frames}}, "iterations": "{{iterations}}", "batch": 32, "textLength": {{text}} }
            """);
    }

    private static RunConfig Parse(RunFolder folder, IReadOnlyList<string> changes, string text) =>
        RunConfig.ParseFrom(folder.Root, "order world", Encoding.UTF8.GetBytes(text), changes);

    private static string Text(
        OrderOptions options, string kind, string plan, string granularities, string? weights, double towersRate) =>
        FormattableString.Invariant($$"""
        {
          "seed": {{options.Seed}},
          "model": {
            "kind": "{{kind}}",
            "vision": { "imageSize": 24, "patchSize": 8, "width": 64, "layers": 2, "heads": 4, "activation": "gelu" },
            "text": { "contextLength": 36, "width": 64, "layers": 2, "heads": 4, "activation": "gelu" },
            "iam": { "vectors": 8, "width": 64, "heads": 4, "mlpRatio": 2 },
            "weights": {{(weights is null ? "null" : $"\"../{weights}\"")}},
          },
          "data": {
            "pairs": "../{{OrderFolder.TrainPairs}}",
            "videos": "../{{OrderFolder.TrainVideos}}",
            "plan": "../{{plan}}",
            "tokenizer": { "kind": "folder", "folder": "../{{OrderFolder.Tokenizer}}" },
            "badVideos": "fail",
          },
          "training": {
            "steps": {{options.Steps}},
            "granularities": {{granularities}},
            "learningRate": {{FreshRate:R}},
            "encoderLearningRate": {{towersRate:R}},
            "schedule": "warmupTimesCosine",
            "warmupSteps": 100,
            "weightDecay": 0.05,
            "decay": "all",
            "epsilon": 1e-8,
            "saveEvery": 200,
          },
          "eval": { "pairs": "../{{OrderFolder.TestPairs}}", "videos": "../{{OrderFolder.TestVideos}}", "batch": 50 },
        }
        """);
}
