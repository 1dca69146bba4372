using System.Globalization;
using Gexia.Data.Datasets.Splits;
using Gexia.Training.Config;
using Gexia.Training.Tasks.Classification;

namespace Gexia.Training.Tasks.VideoClasses;

/// <summary>
/// Classification of videos (docs/tasks.md): the mean of a video's clip features → linear → classes, as a linear probe or as fine-tuning;
/// top-1 accuracy, averaged over the splits where a data set has several. The text tower is not run.
/// </summary>
internal sealed class VideoClassesKind : TaskKind
{
    private const int MostSplits = 16;
    private const string Coin = "coin";

    private static readonly string[] severalSplits = ["ucf101", "hmdb51"];

    /// <inheritdoc/>
    public override string Name => "classification";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Datasets =>
        [.. severalSplits, "lvu-relationship", "lvu-way-speaking", "lvu-scene", Coin, "folders"];

    /// <inheritdoc/>
    public override string Head => "linear on the mean of the clip features";

    /// <inheritdoc/>
    public override string Ties => Ranks.Words;

    /// <inheritdoc/>
    public override IReadOnlyList<TaskSplits> ReadSplits(ConfigSection section, string dataset)
    {
        if (!severalSplits.Contains(dataset))
            return dataset == Coin ? ReadOnePair(section, "training", "validation") : ReadOnePair(section, "train", "test");
        return section.Parsed(
            "splits",
            new(
                "Of ucf101 and hmdb51: which of their splits, trained and measured one after another; the average is over these.",
                "S-ViLM §4: all three", "split", "fold", "folds"),
            "1 2 3",
            Splits);
    }

    /// <inheritdoc/>
    public override TaskOptions ReadOptions(ConfigSection section, string dataset) => new VideoClassesOptions();

    /// <inheritdoc/>
    public override TaskPart Open(TaskData data, TaskSplits splits, CancellationToken cancellation)
    {
        var source = data.Source<ILabelSource>();
        DatasetSplit<LabelledVideo> Read(string split) => data.Found(source.Labels(data.Task.Root, split, cancellation));
        return new VideoClassesPart(splits, data, Read(splits.Train), Read(splits.Test));
    }

    private static IReadOnlyList<TaskSplits> Splits(string text)
    {
        var numbers = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (numbers.Length is 0 or > MostSplits || numbers.Distinct(StringComparer.Ordinal).Count() < numbers.Length
            || !numbers.All(number => int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0))
            throw new FormatException($"'{ConfigNode.Shorten(text)}' names no splits; write their numbers, each once, as \"1 2 3\".");
        return [.. numbers.Select(number => new TaskSplits(number, $"train{number}", $"test{number}"))];
    }
}

/// <summary>Classification has no options of its own.</summary>
internal sealed record VideoClassesOptions : TaskOptions;
