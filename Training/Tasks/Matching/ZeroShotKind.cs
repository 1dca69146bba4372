using Gexia.Data.Datasets.Splits;
using Gexia.Training.Config;

namespace Gexia.Training.Tasks.Matching;

/// <summary>
/// Classification by a prompt, without training on the classes (GEXIA App. F, docs/tasks.md): the class is that whose prompt has the
/// largest cosine with the picture, which is a video of one frame, or with the video.
/// </summary>
internal sealed class ZeroShotKind : TaskKind
{
    private const string Label = "{label}";

    /// <inheritdoc/>
    public override string Name => "zero-shot";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Datasets => ["imagenet", "folders"];

    /// <inheritdoc/>
    public override string Head => "largest cosine of the embeddings of the picture or video and of the prompts of all classes";

    /// <inheritdoc/>
    public override string Ties => "the first class of equal scores; NaN is never right";

    /// <inheritdoc/>
    public override bool ReadsTexts => true;

    /// <inheritdoc/>
    public override bool Learns => false;

    /// <inheritdoc/>
    public override IReadOnlyList<TrainedParts> Trains => [TrainedParts.All];

    /// <inheritdoc/>
    public override IReadOnlyList<TaskSplits> ReadSplits(ConfigSection section, string dataset) => [new("", "", ReadTest(section, "val"))];

    /// <inheritdoc/>
    public override TaskOptions ReadOptions(ConfigSection section, string dataset) => new MatchOptions(section.Parsed(
        "prompt",
        new($"Of zero-shot: the text of a class, with its name in place of {Label}.", "GEXIA appendix F", "template"),
        $"A video of a {Label}.",
        text => text.Contains(Label, StringComparison.Ordinal)
            ? text : throw new FormatException($"'{ConfigNode.Shorten(text)}' holds no {Label}, where the name of the class goes.")));

    /// <inheritdoc/>
    public override TaskPart Open(TaskData data, TaskSplits splits, CancellationToken cancellation)
    {
        var test = data.Found(data.Source<ILabelSource>().Labels(data.Task.Root, splits.Test, cancellation));
        var prompt = ((MatchOptions)data.Task.Options).Prompt;
        return new ZeroShotPart(splits, data.FileOf, test, name => prompt.Replace(Label, name, StringComparison.Ordinal));
    }
}
