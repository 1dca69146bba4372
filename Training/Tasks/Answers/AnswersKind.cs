using Gexia.Data.Datasets.Splits;
using Gexia.Training.Config;
using Gexia.Training.Tasks.Classification;

namespace Gexia.Training.Tasks.Answers;

/// <summary>
/// Open-ended question answering (docs/tasks.md): [v̂ ; q̂ ; v̂ ⊙ q̂] → MLP → the most frequent answers of training; top-1 accuracy
/// by exact match, where an answer outside that set counts as wrong.
/// </summary>
internal sealed class AnswersKind : TaskKind
{
    private const string MsvdQa = "msvd-qa";

    /// <inheritdoc/>
    public override string Name => "answers";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Datasets => ["msrvtt-qa", MsvdQa];

    /// <inheritdoc/>
    public override string Head => "two-layer MLP on unit video, unit question and their product";

    /// <inheritdoc/>
    public override string Ties => $"{Ranks.Words}; of equally frequent answers the first in ordinal order is kept";

    /// <inheritdoc/>
    public override bool ReadsTexts => true;

    /// <inheritdoc/>
    public override IReadOnlyList<TaskSplits> ReadSplits(ConfigSection section, string dataset) => ReadOnePair(section, "train", "test");

    /// <inheritdoc/>
    public override TaskOptions ReadOptions(ConfigSection section, string dataset) => new AnswersOptions(
        section.Count(
            "answers",
            new("Of answers: how many of the training's answers can be given, the most frequent.", "datasets.md")
            {
                Default = "1500, of msvd-qa 1000"
            },
            dataset == MsvdQa ? 1000 : 1500, 2, 1 << 20),
        section.Count("hidden", new("Of answers: width between the two layers of the head.", "ours"), 512, 1, 1 << 16));

    /// <inheritdoc/>
    public override TaskPart Open(TaskData data, TaskSplits splits, CancellationToken cancellation)
    {
        var source = data.Source<IQuestionSource>();
        DatasetSplit<VideoQuestion> Read(string split) => data.Found(source.Questions(data.Task.Root, split, cancellation));
        return new AnswersPart(splits, data, Read(splits.Train), Read(splits.Test));
    }
}

/// <summary>What answering has to be told.</summary>
/// <param name="Answers">Answers that can be given, at most.</param>
/// <param name="Hidden">Width between the two layers of the head.</param>
internal sealed record AnswersOptions(int Answers, int Hidden) : TaskOptions;
