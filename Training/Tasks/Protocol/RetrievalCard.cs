using Gexia.Data.Loading;
using Gexia.Data.Text;
using Gexia.Training.Config;
using Gexia.Training.Evaluation;
using Gexia.Training.Runs;

namespace Gexia.Training.Tasks.Protocol;

/// <summary>The card of a run that was measured by retrieval: a row for each of its cells.</summary>
internal static class RetrievalCard
{
    private const string UnusablePairs = "unusable_pairs";

    /// <summary>Makes it.</summary>
    /// <param name="config">The run's.</param>
    /// <param name="run">What was trained.</param>
    /// <param name="measured">What was measured with the weights as they are; may be nothing.</param>
    public static ProtocolCard Of(RunConfig config, VideoTextRun run, IReadOnlyList<(RunCell Cell, RetrievalResult Result)> measured)
    {
        var weights = WeightsDigest.Of(run.Model.Parameters);
        return new()
        {
            Task = "retrieval",
            Dataset = config.Eval.Source ?? config.Data.Source,
            Model = config.Model.Kind.Name,
            Trained = config.Training.Options.Steps == 0 ? "nothing" : "all",
            Steps = config.Training.Options.Steps,
            Frames = config.Training.Granularities.Max(policy => policy.Frames),
            Views = FrameViews.Of(config),
            Options = "",
            Head = "cosine of the embeddings of video and text",
            Ties = $"{config.Eval.Ties.ToString().ToLowerInvariant()}; NaN has the worst rank",
            Splits = [.. measured.Select(cell => new CardSplit(cell.Cell.Name, weights, Part(config, run, cell.Cell, cell.Result)))],
        };
    }

    private static PartResult Part(RunConfig config, VideoTextRun run, RunCell cell, RetrievalResult result)
    {
        var train = run.Data.Train.FirstOrDefault(set => set.Granularity == cell.Set.Granularity) ?? run.Data.Train[0];
        return new(
            config.Training.Options.Steps == 0 ? SplitCount.None : Count(NameOf(config.Data.Pairs), train, 0),
            Count(NameOf(config.Eval.Pairs ?? config.Data.Pairs), cell.Set, cell.Unusable), result.Measured(),
            [
                new("frames", cell.Set.Frames), new("queries", result.Protocol.Texts), new("gallery", result.Protocol.Videos),
                new("text_length", cell.Set.TextLength),
                new("truncated_texts", cell.Set.Pairs.Count(pair => IsCut(pair.Text, cell.Set.TextLength, run))),
            ]);
    }

    // Data sets call their splits by files.
    private static string NameOf(string pairs) => Path.GetFileNameWithoutExtension(pairs);

    private static SplitCount Count(string name, SampleSet set, int unusable) =>
        new SplitCount(name, set.Pairs.Count, set.Planned().Clips, new Dictionary<string, int>()).Without(UnusablePairs, unusable);

    // Longer texts than the context are read in windows of it.
    private static bool IsCut(string text, int length, VideoTextRun run)
    {
        var context = run.Model.ContextLength;
        bool truncated;
        if (length <= context) run.Data.Tokenizer.EncodeForModel(text, length, out truncated);
        else run.Data.Tokenizer.EncodeWindows(text, context, length / context, out truncated);
        return truncated;
    }
}
