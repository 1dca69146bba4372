using Gexia.Data.Datasets.Splits;
using Gexia.Models;
using Gexia.Training.Evaluation;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks.Matching;

/// <summary>A training and a test split of videos that several phrases, or none, are right for.</summary>
internal sealed class MultiLabelPart : MatchPart
{
    private readonly IReadOnlyList<string> phrases;

    private MultiLabelPart(
        TaskSplits splits, SplitCount train, SplitCount test, IReadOnlyList<string> phrases, IReadOnlyList<MatchItem> trained,
        IReadOnlyList<MatchItem> tested)
        : base(splits, train, test)
    {
        this.phrases = phrases;
        TrainSamples = [.. trained.SelectMany(item => item.Right, (item, phrase) => new MatchSample(item, phrase))];
        TestItems = tested;
    }

    /// <summary>
    /// Every video of the training with each of its phrases is a sample; test videos are taken in the order of their names.
    /// </summary>
    /// <param name="splits">Which splits.</param>
    /// <param name="fileOf">The file of a video.</param>
    /// <param name="train">What is trained on; null where nothing is.</param>
    /// <param name="test">What is measured on.</param>
    /// <exception cref="GexiaException">No video of a split has a phrase.</exception>
    public static MultiLabelPart Of(
        TaskSplits splits, Func<string, string> fileOf, DatasetSplit<MultiLabelVideo>? train, DatasetSplit<MultiLabelVideo> test)
    {
        foreach (var split in train is null ? [test] : (DatasetSplit<MultiLabelVideo>[])[train, test])
            if (split.Items.All(item => item.Labels.Count == 0))
                throw new GexiaException($"the split '{split.Split}' of {split.Dataset} has no video with a class.");
        IEnumerable<MatchItem> Items(IEnumerable<MultiLabelVideo> videos) => videos.Select(video => MatchItem.Of(
            fileOf(video.Video), null, null, test.Classes, [.. video.Labels.Distinct().Order()]));
        return new(
            splits, train is null ? SplitCount.None : SplitCount.Of(train), SplitCount.Of(test), test.Classes,
            train is null ? [] : [.. Items(train.Items)],
            [.. Items(test.Items.OrderBy(video => video.Video, StringComparer.Ordinal))]);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<MatchSample> TrainSamples { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<MatchItem> TestItems { get; }

    /// <inheritdoc/>
    public override int Columns(int samples) => samples;

    /// <summary>The phrase of sample j is right for the video of sample i if it is one of that video's.</summary>
    public override float[] Positives(IReadOnlyList<MatchSample> samples)
    {
        var positives = new float[samples.Count * samples.Count];
        for (var i = 0; i < samples.Count; i++)
            for (var j = 0; j < samples.Count; j++)
                if (samples[i].Item.Right.Contains(samples[j].Text!.Value)) positives[(i * samples.Count) + j] = 1;
        return positives;
    }

    /// <inheritdoc/>
    public override Tensor Loss(IVideoTextModel model, VideoTextInputs inputs, Tensor positives) => MultiplePositives.Symmetric(
        Logits(model, inputs.Videos(model.EncodeVideo), inputs.Texts(model.EncodeText)), positives);

    /// <inheritdoc/>
    public override bool IsRanked => true;

    /// <summary>Mean average precision, percent.</summary>
    public override Func<int[], IReadOnlyList<Figure>> Figures(IReadOnlyList<MatchItem> items, IReadOnlyList<float[]> kept)
    {
        var precision = new MeanAveragePrecision(kept, [.. items.Select(item => item.Right)], phrases.Count);
        return counts => [new("map", precision.Of(counts))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, long>> Details(IReadOnlyList<MatchItem> items) =>
    [
        new("classes", phrases.Count),
        new("averaged_classes", items.SelectMany(item => item.Right).Distinct().Count()),
        new("test_videos_without_class", items.Count(item => item.Right.Count == 0)),
        new("train_pairs", TrainSamples.Count),
    ];
}
