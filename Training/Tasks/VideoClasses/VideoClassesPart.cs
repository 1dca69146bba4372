using Gexia.Data.Datasets.Splits;
using Gexia.Models;
using Gexia.Training.Config;
using Gexia.Training.Evaluation;
using Gexia.Training.Tasks.Classification;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks.VideoClasses;

/// <summary>A training and a test split of videos of one class each.</summary>
internal sealed class VideoClassesPart(
    TaskSplits splits, TaskData data, DatasetSplit<LabelledVideo> train, DatasetSplit<LabelledVideo> test) : ClassificationPart(splits)
{
    /// <inheritdoc/>
    public override IReadOnlyList<TaskSample> TrainSamples { get; } = Of(data, train);

    /// <inheritdoc/>
    public override IReadOnlyList<TaskSample> TestSamples { get; } = Of(data, test);

    /// <inheritdoc/>
    public override int Classes => train.Classes.Count;

    /// <inheritdoc/>
    public override SplitCount Train => SplitCount.Of(train);

    /// <inheritdoc/>
    public override SplitCount Test => SplitCount.Of(test);

    /// <summary>The names of the classes: nothing else is written here, and no text is read.</summary>
    public override IEnumerable<string> Texts => train.Classes;

    /// <inheritdoc/>
    public override Classifier Classifier(ParameterScope head, IVideoTextModel model, ModelConfig config) =>
        new VideoClassifier(head, model, config, Classes);

    /// <summary>Top-1 and top-5 accuracy, percent.</summary>
    public override Func<int[], IReadOnlyList<Figure>> Figures(IReadOnlyList<TaskSample> samples, IReadOnlyList<double> ranks) =>
        counts => [new("top1", TopAccuracy.Of(ranks, 1, counts)), new("top5", TopAccuracy.Of(ranks, 5, counts))];

    private static IReadOnlyList<TaskSample> Of(TaskData data, DatasetSplit<LabelledVideo> split) =>
        [.. split.Items.Select(item => new TaskSample(data.FileOf(item.Video), "", item.Label))];
}
