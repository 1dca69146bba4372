using System.Text;
using Gexia.Models;
using Gexia.Training.Config;

namespace Gexia.Training.Miniature;

/// <summary>A training of the miniature as a configuration, so that its folder is a run like any other.</summary>
internal static class MiniatureConfig
{
    /// <summary>The configuration; its paths lead from the run's folder to that of the data, so both can be moved together.</summary>
    /// <param name="options">The numbers.</param>
    /// <param name="recipe">What is trained, and on what.</param>
    /// <param name="folder">The run's, from which <c>model.start</c> is found; null where nothing is read.</param>
    public static RunConfig Of(MiniatureOptions options, MiniatureRecipe recipe, RunFolder? folder = null) =>
        RunConfig.ParseFrom(folder?.Root, "miniature", Encoding.UTF8.GetBytes(Text(options, recipe)), []);

    private static string Text(MiniatureOptions options, MiniatureRecipe recipe) => FormattableString.Invariant($$"""
            {
              "seed": {{options.Seed}},
              "model": {
                "kind": "{{(recipe.MeanPooling ? "meanPooling" : "gexia")}}",
                "start": {{(recipe.Start is { } start ? $"\"../{start}\"" : "null")}},
                "vision": { "imageSize": 24, "patchSize": 8, "width": 64, "layers": 2, "heads": 4, "activation": "gelu" },
                "text": { "contextLength": {{MiniatureData.LongText}}, "width": 64, "layers": 2, "heads": 4, "activation": "gelu" },
                "iam": { "vectors": 8, "width": 64, "heads": 4, "mlpRatio": 2 },
              },
              "data": {
                "pairs": "{{FromRun(MiniatureFolder.TrainPairs)}}",
                "videos": "{{FromRun(MiniatureFolder.TrainVideos)}}",
                "plan": "{{FromRun(MiniatureFolder.PlanOf(recipe.Composition))}}",
                "tokenizer": { "kind": "words" },
              },
              "training": {
                "steps": {{options.Steps}},
                "batching": "turns",
                "granularities": {
                  {{Granularities(options, recipe)}}
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
            """);

    private static string Granularities(MiniatureOptions options, MiniatureRecipe recipe)
    {
        var (policy, composition) = (recipe.Policy, recipe.Composition);
        if (composition == Composition.Images) return Granularity("IST", 1, MiniatureData.ShortText, new(0, 1));
        var made = Granularity("SVST", MiniatureData.ShortFrames, MiniatureData.ShortText, policy.Short);
        if (composition == Composition.Svst) return made;
        made += Granularity("LVLT", MiniatureData.LongFrames, MiniatureData.LongText, policy.Long);
        return composition == Composition.SourceLong ? made
            : made + Granularity("LVST", MiniatureData.LongFrames, MiniatureData.SummaryText, policy.Summary);

        string Granularity(string name, int frames, int text, Iterations iterations) => FormattableString.Invariant(
            $$"""
            "{{name}}": { "frames": {{frames}}, "iterations": "{{iterations}}", "batch": {{options.Batch}}, "textLength": {{text}} },

            """);
    }

    private static string FromRun(string place) => $"../{place}";
}
