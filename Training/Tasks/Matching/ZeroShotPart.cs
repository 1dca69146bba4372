using Gexia.Data.Datasets.Splits;
using Gexia.Models;
using Gexia.Training.Evaluation;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks.Matching;

/// <summary>A test split of pictures or videos of one class each, and a text for each class.</summary>
/// <param name="splits">Which split.</param>
/// <param name="fileOf">The file of a video.</param>
/// <param name="test">What is measured on.</param>
/// <param name="prompt">The text of a class by its name.</param>
internal sealed class ZeroShotPart(
    TaskSplits splits, Func<string, string> fileOf, DatasetSplit<LabelledVideo> test, Func<string, string> prompt)
    : MatchPart(splits, SplitCount.None, SplitCount.Of(test))
{
    /// <inheritdoc/>
    public override IReadOnlyList<MatchSample> TrainSamples => [];

    /// <inheritdoc/>
    public override IReadOnlyList<MatchItem> TestItems { get; } = Items(test, fileOf, [.. test.Classes.Select(prompt)]);

    /// <inheritdoc/>
    public override int Columns(int samples) => test.Classes.Count;

    /// <inheritdoc/>
    public override float[] Positives(IReadOnlyList<MatchSample> samples) => throw Learns();

    /// <inheritdoc/>
    public override Tensor Loss(IVideoTextModel model, VideoTextInputs inputs, Tensor positives) => throw Learns();

    /// <summary>The rank of the right class: the scores of 50,000 pictures with 1,000 classes need not be kept.</summary>
    public override float[] Keep(MatchItem item, ReadOnlySpan<float> scores) => [(float)Ranking.InOrder(scores, item.Right[0])];

    /// <summary>Top-1 and top-5 accuracy, percent.</summary>
    public override Func<int[], IReadOnlyList<Figure>> Figures(IReadOnlyList<MatchItem> items, IReadOnlyList<float[]> kept)
    {
        double[] ranks = [.. kept.Select(rank => (double)rank[0])];
        return counts => [new("top1", TopAccuracy.Of(ranks, 1, counts)), new("top5", TopAccuracy.Of(ranks, 5, counts))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, long>> Details(IReadOnlyList<MatchItem> items) =>
    [
        new("classes", test.Classes.Count),
        new("different_prompts", test.Classes.Select(prompt).Distinct(StringComparer.Ordinal).Count()),
    ];

    private static InvalidOperationException Learns() => new("ZeroShotPart: nothing is trained on it.");

    private static IReadOnlyList<MatchItem> Items(
        DatasetSplit<LabelledVideo> split, Func<string, string> fileOf, IReadOnlyList<string> texts) =>
        [.. split.Items.Select(item => MatchItem.Of(fileOf(item.Video), null, null, texts, [item.Label]))];
}
