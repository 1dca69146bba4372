using Gexia.Data.Granularities;
using Gexia.Models;
using Gexia.Training.Config;

namespace Gexia.Training.Tasks;

/// <summary>What learns in a task.</summary>
internal enum TrainedParts
{
    /// <summary>The head alone, on features that the model gives once: a linear probe where the head is linear.</summary>
    Head,
    /// <summary>Head and model: fine-tuning.</summary>
    All,
}

/// <summary>A pair of splits: a head is trained on one and measured on the other.</summary>
/// <param name="Name">What tells it from others, such as <c>1</c>; empty where there is one only.</param>
/// <param name="Train">Name of the split that is trained on.</param>
/// <param name="Test">Name of the split that is measured on.</param>
internal sealed record TaskSplits(string Name, string Train, string Test);

/// <summary>The <c>task</c> section: which labels are learned on which videos.</summary>
internal sealed record TaskConfig
{
    /// <summary>What is learned.</summary>
    public required TaskKind Kind { get; init; }

    /// <summary>Name of the data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>Folder of its official files.</summary>
    public required string Root { get; init; }

    /// <summary>Folder in which videos are looked for.</summary>
    public required string Videos { get; init; }

    /// <summary>What is trained and measured on, one after another; the figures are averaged.</summary>
    public required IReadOnlyList<TaskSplits> Splits { get; init; }

    /// <summary>What learns.</summary>
    public required TrainedParts Trained { get; init; }

    /// <summary>How videos and texts are given to the model, and how many in a batch.</summary>
    public required GranularityPolicy Policy { get; init; }

    /// <summary>What only this kind of task knows.</summary>
    public required TaskOptions Options { get; init; }

    /// <summary>The folder of log, weights and checkpoints of a pair of splits: the run's own where there is one pair only.</summary>
    public RunFolder FolderOf(RunFolder run, TaskSplits splits) =>
        Splits.Count == 1 ? run : new(Path.Combine(run.Root, $"split{splits.Name}"));

    private const string Ours = "ours";

    internal static TaskConfig Read(ConfigSection section, ModelKind model)
    {
        var kind = TaskKinds.Named(section.Choice(
            "kind",
            new(
                "answers: open questions about videos; classification: the class of a video; localization: actions and their times; "
                + "multi-label: phrases that fit a video; multiple-choice: questions with some answers; zero-shot: classes by a prompt.",
                "S-ViLM §4, GEXIA §4.3 and appendix F", "type", "name"),
            [.. TaskKinds.All.Select(kind => kind.Name)],
            null));
        var dataset = section.Choice(
            "dataset", new("Whose labels.", "S-ViLM §4, GEXIA §4.3", "data_set", "source"),
            [.. TaskKinds.All.SelectMany(kind => kind.Datasets).Distinct()], null);
        if (!kind.Datasets.Contains(dataset))
            throw section.Error("dataset", $"is {dataset}, but the data sets of {kind.Name} are {string.Join(", ", kind.Datasets)}.");
        var trained = section.Choice<TrainedParts>(
            "trained",
            new(
                "head: features are computed once and a head learns on them, a linear probe for classification; all: head and model learn.",
                "S-ViLM §4: both", "freeze", "linear_probe")
            {
                Default = "head; all where there is no head"
            },
            kind.Trains[0]);
        if (!kind.Trains.Contains(trained))
            throw section.Error(
                "trained", trained == TrainedParts.All
                    ? $"is all, but {kind.Name} learns on features of a model that stays as it is. Use head."
                    : $"is head, but {kind.Name} compares embeddings and has no head. Use all.");
        var root = section.Path("root", new("Folder of the data set's official files.", Ours, "annotations"));
        var videos = section.Path("videos", new("Folder of its videos, under the names that the data set gives them.", Ours, "video_dir"));
        return new TaskConfig
        {
            Kind = kind,
            Dataset = dataset,
            Trained = trained,
            Root = root,
            Videos = videos,
            Splits = kind.ReadSplits(section, dataset),
            Policy = ReadPolicy(section, kind, model),
            Options = kind.ReadOptions(section, dataset),
        };
    }

    // Under the name by which a run embeds videos when nothing else is asked for.
    private static GranularityPolicy ReadPolicy(ConfigSection section, TaskKind kind, ModelKind model) => new(
        Granularity.Svst.Name,
        section.Count("frames", new("Frames of a video, or of a window of it.", "S-ViLM §4: 32", "num_frames", "n_frames"), 16, 1, 1 << 16),
        model.ReadOptions(section),
        kind.ReadsTexts
            ? section.Count(
                "textLength", new("Ids of a text, start and end included; longer ones are cut.", Ours, "max_length"), 32, 2, 1 << 16)
            : LeastTextLength,
        section.Count("batch", new("Items of a batch.", Ours, "batch_size"), 32, 1, 1 << 16),
        Weight: 1);

    // Start and end.
    private const int LeastTextLength = 2;
}
