using Gexia.Data.Datasets.Splits;
using Gexia.Training.Config;

namespace Gexia.Training.Tasks.Matching;

/// <summary>
/// Questions about parts of videos with four answers to choose from (docs/tasks.md): each question and answer is one text, and that whose
/// cosine with the part is the largest is chosen; zero-shot, or trained with the cross-entropy of the four.
/// </summary>
internal sealed class MultipleChoiceKind : TaskKind
{
    /// <summary>Answers of a question.</summary>
    public const int Answers = 4;

    /// <inheritdoc/>
    public override string Name => "multiple-choice";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Datasets => ["how2qa"];

    /// <inheritdoc/>
    public override string Head => "largest cosine of the embeddings of the part of the video and of question with answer";

    /// <inheritdoc/>
    public override string Ties => "the first of equal scores, the answers being shuffled; NaN is never right";

    /// <inheritdoc/>
    public override bool ReadsTexts => true;

    /// <inheritdoc/>
    public override int Choices => Answers;

    /// <inheritdoc/>
    public override IReadOnlyList<TrainedParts> Trains => [TrainedParts.All];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskSplits> ReadSplits(ConfigSection section, string dataset) => ReadOnePair(section, "train", "val");

    /// <inheritdoc/>
    public override TaskOptions ReadOptions(ConfigSection section, string dataset) => MatchOptions.None;

    /// <inheritdoc/>
    public override TaskPart Open(TaskData data, TaskSplits splits, CancellationToken cancellation)
    {
        var source = data.Source<IChoiceSource>();
        DatasetSplit<ChoiceQuestion> Read(string split) => data.Found(source.Choices(data.Task.Root, split, cancellation));
        return new MultipleChoicePart(splits, data.FileOf, data.Learns ? Read(splits.Train) : null, Read(splits.Test));
    }
}
