using Gexia.Data.Datasets.Splits;
using Gexia.Training.Config;

namespace Gexia.Training.Tasks.Matching;

/// <summary>
/// Which of a data set's phrases fit a video (docs/tasks.md; of Charades-Ego 157 actions): cosine of video and phrase, zero-shot or
/// trained with a contrastive loss that knows several right phrases; mean average precision over the phrases.
/// </summary>
internal sealed class MultiLabelKind : TaskKind
{
    /// <inheritdoc/>
    public override string Name => "multi-label";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Datasets => ["charades-ego"];

    /// <inheritdoc/>
    public override string Head => "cosine of the embeddings of video and phrase";

    /// <inheritdoc/>
    public override string Ties =>
        "equal scores by the name of the video; a video without a class, and NaN, score −∞; the mean is over the classes that have a video";

    /// <inheritdoc/>
    public override bool ReadsTexts => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TrainedParts> Trains => [TrainedParts.All];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskSplits> ReadSplits(ConfigSection section, string dataset) =>
        ReadOnePair(section, "train_only1st", "test_only1st");

    /// <inheritdoc/>
    public override TaskOptions ReadOptions(ConfigSection section, string dataset) => MatchOptions.None;

    /// <inheritdoc/>
    public override TaskPart Open(TaskData data, TaskSplits splits, CancellationToken cancellation)
    {
        var source = data.Source<IMultiLabelSource>();
        DatasetSplit<MultiLabelVideo> Read(string split) => data.Found(source.MultiLabels(data.Task.Root, split, cancellation));
        return MultiLabelPart.Of(splits, data.FileOf, data.Learns ? Read(splits.Train) : null, Read(splits.Test));
    }
}

/// <summary>The comparing kinds have no options but a prompt.</summary>
/// <param name="Prompt">What a label is put into; empty where texts are read as they are.</param>
internal sealed record MatchOptions(string Prompt = "") : TaskOptions
{
    /// <summary>Texts as they are.</summary>
    public static MatchOptions None { get; } = new();
}
