using Gexia.Data.Datasets.Splits;
using Gexia.Models;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks.Localization;

/// <summary>A video and the actions in it.</summary>
/// <param name="File">Name of its file.</param>
/// <param name="Segments">When they happen.</param>
internal sealed record LocalizedVideo(string File, IReadOnlyList<ActionSegment> Segments);

/// <summary>A training and a test split of videos with actions in them.</summary>
internal sealed class LocalizationPart(
    TaskSplits splits, TaskData data, DatasetSplit<SegmentedVideo> train, DatasetSplit<SegmentedVideo> test) : TaskPart(splits)
{
    /// <summary>What is trained on.</summary>
    public IReadOnlyList<LocalizedVideo> TrainVideos { get; } = Videos(data, train);

    /// <summary>What is measured on.</summary>
    public IReadOnlyList<LocalizedVideo> TestVideos { get; } = Videos(data, test);

    /// <summary>How many classes there are.</summary>
    public int Classes => train.Classes.Count;

    /// <inheritdoc/>
    public override int Samples => TrainVideos.Count;

    /// <inheritdoc/>
    public override SplitCount Train => SplitCount.Of(train);

    /// <inheritdoc/>
    public override SplitCount Test => SplitCount.Of(test);

    /// <summary>The names of the classes: nothing else is written here, and no text is read.</summary>
    public override IEnumerable<string> Texts => train.Classes;

    /// <inheritdoc/>
    public override IEnumerable<string> Files => TrainVideos.Concat(TestVideos).Select(video => video.File);

    /// <inheritdoc/>
    public override TaskLearner Learner(TaskContext context, IVideoTextModel model)
    {
        var options = (LocalizationOptions)context.Task.Options;
        var scope = ParameterScope.Fresh(context.Random("head"), device: model.LogitScale.Device);
        var head = new LocalizationHead(
            scope.At(TaskHead.Prefix), context.Config.Model.Sizes.ClipWidth, options.Width, options.Layers, Classes);
        return new LocalizationLearner(context, this, head, model, scope.All);
    }

    private static IReadOnlyList<LocalizedVideo> Videos(TaskData data, DatasetSplit<SegmentedVideo> split) =>
        [.. split.Items.Select(item => new LocalizedVideo(data.FileOf(item.Video), item.Segments))];
}
