using Gexia.Data.Datasets.Splits;
using Gexia.Data.Text;
using Gexia.Models;
using Gexia.Training.Config;
using Gexia.Training.Evaluation;
using Gexia.Training.Tasks.Classification;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks.Answers;

/// <summary>A training and a test split of questions about videos.</summary>
internal sealed class AnswersPart : ClassificationPart
{
    private const string OutsideAnswers = "answers_outside";

    private readonly AnswersOptions options;
    private readonly int textLength;

    /// <summary>Takes the most frequent training answers as the classes; a training question with another answer is left out.</summary>
    /// <exception cref="GexiaException">There are less than two answers.</exception>
    public AnswersPart(TaskSplits splits, TaskData data, DatasetSplit<VideoQuestion> train, DatasetSplit<VideoQuestion> test)
        : base(splits)
    {
        (options, textLength) = ((AnswersOptions)data.Task.Options, data.Task.Policy.TextLength);
        // The most frequent first and equally frequent ones in ordinal order, of the whole split, whichever videos are there.
        var kept = train.Classes.Take(options.Answers).Index().ToDictionary(answer => answer.Item, answer => answer.Index);
        if (kept.Count < 2)
            throw new GexiaException(
                $"{data.Task.Root}: the split '{train.Split}' of {train.Dataset} has {kept.Count} different answers; a choice needs two.");
        Classes = kept.Count;
        TaskSample Sample(VideoQuestion item) => new(
            data.FileOf(item.Video), item.Question, kept.GetValueOrDefault(item.Answer, TaskSample.NoClass),
            QuestionWords.Of(item.Question));
        List<TaskSample> all = [.. train.Items.Select(Sample)];
        TrainSamples = [.. all.Where(sample => sample.Label != TaskSample.NoClass)];
        if (TrainSamples.Count == 0)
            throw new GexiaException($"{data.Task.Root}: none of the questions whose videos are there has one of the {Classes} answers.");
        TestSamples = [.. test.Items.Select(Sample)];
        Train = SplitCount.Of(train).Without(OutsideAnswers, all.Count - TrainSamples.Count);
        Test = SplitCount.Of(test);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<TaskSample> TrainSamples { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<TaskSample> TestSamples { get; }

    /// <inheritdoc/>
    public override int Classes { get; }

    /// <inheritdoc/>
    public override SplitCount Train { get; }

    /// <inheritdoc/>
    public override SplitCount Test { get; }

    /// <inheritdoc/>
    public override IEnumerable<string> Texts => TrainSamples.Select(sample => sample.Text);

    /// <inheritdoc/>
    public override Classifier Classifier(ParameterScope head, IVideoTextModel model, ModelConfig config) =>
        new AnswerClassifier(head, model, config, options.Hidden, Classes);

    /// <summary>Top-1 accuracy of all questions, and of those that begin with each question word, percent.</summary>
    public override Func<int[], IReadOnlyList<Figure>> Figures(IReadOnlyList<TaskSample> samples, IReadOnlyList<double> ranks)
    {
        var places = samples.Index().ToLookup(sample => sample.Item.Group, sample => sample.Index);
        List<(string Name, int[] Samples, double[] Ranks)> groups =
        [
            ("top1", [.. Enumerable.Range(0, ranks.Count)], [.. ranks]),
            .. QuestionWords.All.Where(places.Contains).Select(word => (
                $"top1.{word}", places[word].ToArray(), places[word].Select(place => ranks[place]).ToArray())),
        ];
        return counts =>
        [
            .. groups.Select(group => new Figure(
                group.Name, TopAccuracy.Of(group.Ranks, 1, [.. group.Samples.Select(sample => counts[sample])])))
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, long>> Details(IReadOnlyList<TaskSample> samples, ITokenizer tokenizer) =>
    [
        new("answers_kept", Classes),
        new("test_answers_outside", samples.Count(sample => sample.Label == TaskSample.NoClass)),
        new("text_length", textLength),
        new("truncated_texts", samples.Count(sample => IsCut(sample.Text, tokenizer))),
        .. QuestionWords.All.Select(word => KeyValuePair.Create($"questions_{word}", (long)samples.Count(s => s.Group == word))),
    ];

    private bool IsCut(string question, ITokenizer tokenizer)
    {
        tokenizer.EncodeForModel(question, textLength, out var truncated);
        return truncated;
    }
}
