using System.Text;
using Gexia.Data.Synthetic;
using Gexia.Training.Config;

namespace Gexia.Training.GroundingWorlds;

/// <summary>A training of the miniature as a configuration, so that its folder is a run like any other.</summary>
internal static class GroundingConfig
{
    /// <summary>Side of a patch, pixels: 4 × 4 of them on a frame.</summary>
    public const int Patch = 6;

    /// <summary>Ids of a prompt with a phrase: the longest, "there is a red square in the scene.", has 10.</summary>
    public const int PhraseLength = 12;

    /// <summary>
    /// The configuration of a row; its paths lead from the run's folder to that of the data, so both can be moved together.
    /// </summary>
    /// <exception cref="ConfigException">A change of settings cannot be made.</exception>
    public static RunConfig Of(GroundingOptions options, GroundingFolder folder, GroundingRow row) => RunConfig.ParseFrom(
        folder.Run(row.Name).Root, "two-object world", Encoding.UTF8.GetBytes(Text(options, row)), options.Changes);

    private static string Text(GroundingOptions options, GroundingRow row) => FormattableString.Invariant($$"""
        {
          "seed": {{options.Seed}},
          "model": {
            "kind": "svilm",
            "vision": {
              "imageSize": {{TwoObjectWorld.Size}}, "patchSize": {{Patch}}, "width": 64, "layers": 3, "heads": 4, "activation": "gelu"
            },
            "text": { "contextLength": 16, "width": 64, "layers": 2, "heads": 4, "activation": "gelu" },
            "video": { "encoding": "joint", "tubelet": 1, "maxClips": {{TwoObjectWorld.Frames}} },
            "groups": { "tokens": 6, "layers": "2,3" },
            "commonWidth": 64,
            "losses": {
              "blend": {{Word(row.Blends)}}, "temporal": {{Weight(row.Groups)}}, "grounding": {{Weight(row.Grounds)}}, "contrastive": 1,
              "phrases": 2, "phraseLength": {{PhraseLength}},
            },
          },
          "data": {
            "pairs": "../{{GroundingFolder.TrainPairs}}",
            "videos": "../{{GroundingFolder.TrainVideos}}",
            "tokenizer": { "kind": "folder", "folder": "../{{GroundingFolder.Tokenizer}}" },
            "badVideos": "fail",
          },
          "training": {
            "steps": {{options.Steps}},
            "granularities": { "SVST": { "frames": {{TwoObjectWorld.Frames}}, "batch": 32, "textLength": 16 } },
            "learningRate": 1e-3,
            "encoderLearningRate": 1e-3,
            "weightDecay": 0.05,
            "saveEvery": 200,
          },
          "eval": { "pairs": "../{{GroundingFolder.TestPairs}}", "videos": "../{{GroundingFolder.TestVideos}}", "batch": 64 },
        }
        """);

    private static string Word(bool value) => value ? "true" : "false";

    private static int Weight(bool value) => value ? 1 : 0;
}
