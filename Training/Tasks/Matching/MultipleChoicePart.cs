using Gexia.Data.Datasets.Splits;
using Gexia.Models;
using Gexia.Training.Evaluation;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks.Matching;

/// <summary>
/// A training and a test split of questions with answers to choose from, in an order that says nothing of which is right.
/// </summary>
/// <param name="splits">Which splits.</param>
/// <param name="fileOf">The file of a video.</param>
/// <param name="train">What is trained on; null where nothing is.</param>
/// <param name="test">What is measured on.</param>
internal sealed class MultipleChoicePart(
    TaskSplits splits, Func<string, string> fileOf, DatasetSplit<ChoiceQuestion>? train, DatasetSplit<ChoiceQuestion> test)
    : MatchPart(splits, train is null ? SplitCount.None : SplitCount.Of(train), SplitCount.Of(test))
{
    /// <inheritdoc/>
    public override IReadOnlyList<MatchSample> TrainSamples { get; } =
        train is null ? [] : [.. Items(train, fileOf).Select(item => new MatchSample(item, null))];

    /// <inheritdoc/>
    public override IReadOnlyList<MatchItem> TestItems { get; } = [.. Items(test, fileOf)];

    /// <inheritdoc/>
    public override int Columns(int samples) => MultipleChoiceKind.Answers;

    /// <inheritdoc/>
    public override float[] Positives(IReadOnlyList<MatchSample> samples)
    {
        var positives = new float[samples.Count * MultipleChoiceKind.Answers];
        foreach (var (row, sample) in samples.Index()) positives[(row * MultipleChoiceKind.Answers) + sample.Item.Right[0]] = 1;
        return positives;
    }

    /// <summary>Mean cross-entropy of exp(ℓ)·cos(v, t_k) over the answers k of each question.</summary>
    public override Tensor Loss(IVideoTextModel model, VideoTextInputs inputs, Tensor positives)
    {
        var (videos, texts) = (inputs.Videos(model.EncodeVideo).L2Normalize(), inputs.Phrases(model.EncodeText).L2Normalize());
        var (questions, width) = (videos.Shape[0], videos.Shape[1]);
        var cosines = (videos.Reshape(questions, 1, width) * texts.Reshape(questions, MultipleChoiceKind.Answers, width)).Sum(2);
        return MultiplePositives.Rows(cosines * model.LogitScale.Exp(), positives);
    }

    /// <summary>Percent of questions whose right answer is chosen.</summary>
    public override Func<int[], IReadOnlyList<Figure>> Figures(IReadOnlyList<MatchItem> items, IReadOnlyList<float[]> kept)
    {
        double[] ranks = [.. items.Zip(kept, (item, scores) => Ranking.InOrder(scores, item.Right[0]))];
        return counts => [new("accuracy", TopAccuracy.Of(ranks, 1, counts))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, long>> Details(IReadOnlyList<MatchItem> items) =>
    [
        new("choices", MultipleChoiceKind.Answers),
        new("questions_with_equal_choices", items.Count(item =>
            item.Texts.Distinct(StringComparer.OrdinalIgnoreCase).Count() < item.Texts.Count)),
    ];

    private static IEnumerable<MatchItem> Items(DatasetSplit<ChoiceQuestion> split, Func<string, string> fileOf) =>
        split.Items.Select(item => item.Choices.Count == MultipleChoiceKind.Answers && item.Answer >= 0 && item.Answer < item.Choices.Count
            ? MatchItem.Of(
                fileOf(item.Video), item.Start, item.End, [.. item.Choices.Select(choice => $"{item.Question} {choice}")], [item.Answer])
            : throw new GexiaException(
                $"{split.Dataset}: the question {SplitRules.Quoted(item.Question)} has {item.Choices.Count} answers; it must have "
                + $"{MultipleChoiceKind.Answers}, of which one is right."));
}
