using System.Text;
using Gexia.Training.Config;

namespace Gexia.Training.OrderWorlds;

/// <summary>
/// The three trainings as configurations: the towers on single frames, then each head on whole videos with the same towers.
/// </summary>
internal static class OrderConfig
{
    /// <summary>Frames of a whole video: all that there are.</summary>
    private const int Frames = 8;

    /// <summary>CLIP's contrastive training on single frames and their captions, from nothing.</summary>
    public static RunConfig Towers(OrderOptions options, OrderFolder folder) => Parse(folder.Towers, [], Text(
        options, "meanPooling", OrderFolder.FramesPlan, """{ "IST": { "frames": 1, "batch": 64, "textLength": 12 } }""", weights: null,
        rate: 1e-3, towersRate: 1e-3));

    /// <summary>
    /// A head on whole videos; the towers start from the weights of <see cref="Towers"/> and learn ten times more slowly.
    /// </summary>
    public static RunConfig Head(OrderOptions options, OrderFolder folder, string name) => Parse(folder.Run(name), options.Changes, Text(
        options, name == OrderExperiment.MeanPooling ? "meanPooling" : "gexia", OrderFolder.WholePlan,
        FormattableString.Invariant($$"""{ "LVLT": { "frames": {{Frames}}, "iterations": "3-3", "batch": 32, "textLength": 36 } }"""),
        OrderFolder.TowersWeights, rate: 1e-3, towersRate: 1e-4));

    private static RunConfig Parse(RunFolder folder, IReadOnlyList<string> changes, string text) =>
        RunConfig.ParseFrom(folder.Root, "order world", Encoding.UTF8.GetBytes(text), changes);

    private static string Text(
        OrderOptions options, string kind, string plan, string granularities, string? weights, double rate, double towersRate) =>
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
            "learningRate": {{rate:R}},
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
