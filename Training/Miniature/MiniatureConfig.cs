using System.Text;
using Gexia.Training.Config;

namespace Gexia.Training.Miniature;

/// <summary>A training of the miniature as a configuration, so that its folder is a run like any other.</summary>
internal static class MiniatureConfig
{
    /// <summary>The configuration; its paths lead from the run's folder to that of the data, so both can be moved together.</summary>
    /// <param name="options">The numbers.</param>
    /// <param name="composition">What the training sees.</param>
    /// <param name="meanPooling">CLIP4Clip's head instead of the IAM.</param>
    public static RunConfig Of(MiniatureOptions options, Composition composition, bool meanPooling) =>
        RunConfig.Parse("miniature", Encoding.UTF8.GetBytes(FormattableString.Invariant($$"""
            {
              "seed": {{options.Seed}},
              "model": {
                "kind": "{{(meanPooling ? "meanPooling" : "gexia")}}",
                "vision": { "imageSize": 24, "patchSize": 8, "width": 64, "layers": 2, "heads": 4, "activation": "gelu" },
                "text": { "contextLength": {{MiniatureData.LongText}}, "width": 64, "layers": 2, "heads": 4, "activation": "gelu" },
                "iam": { "vectors": 8, "width": 64, "heads": 4, "mlpRatio": 2 },
              },
              "data": {
                "pairs": "{{FromRun(MiniatureFolder.TrainPairs)}}",
                "videos": "{{FromRun(MiniatureFolder.TrainVideos)}}",
                "plan": "{{FromRun(MiniatureFolder.PlanOf(composition))}}",
                "tokenizer": { "kind": "words" },
              },
              "training": {
                "steps": {{options.Steps}},
                "batching": "turns",
                "granularities": {
                  "SVST": {{Granularity(options, MiniatureData.ShortFrames, MiniatureData.ShortText, "1-1")}},
                  {{Longs(options, composition)}}
                },
                "learningRate": {{options.LearningRate:R}},
                "schedule": "warmupTimesCosine",
                "warmupSteps": {{options.Warmup}},
                "weightDecay": {{options.WeightDecay:R}},
                "decay": "all",
                "epsilon": 1e-8,
                "saveEvery": 200,
              },
              "eval": {
                "pairs": "{{FromRun(MiniatureFolder.TestPairs)}}",
                "videos": "{{FromRun(MiniatureFolder.TestVideos)}}",
                "batch": 50
              },
            }
            """)));

    private static string Longs(MiniatureOptions options, Composition composition) => composition == Composition.Svst ? "" :
        $"""
        "LVLT": {Granularity(options, MiniatureData.LongFrames, MiniatureData.LongText, "3-3")},
        "LVST": {Granularity(options, MiniatureData.LongFrames, MiniatureData.SummaryText, "3-1")},
        """;

    private static string FromRun(string place) => $"../{place}";

    private static string Granularity(MiniatureOptions options, int frames, int text, string iterations) =>
        FormattableString.Invariant(
            $$"""{ "frames": {{frames}}, "iterations": "{{iterations}}", "batch": {{options.Batch}}, "textLength": {{text}} }""");
}
