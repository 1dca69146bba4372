using Gexia.Training.Config;

namespace Gexia.Training.Tasks;

/// <summary>A kind of downstream task: what is learned on top of any model of videos and texts.</summary>
/// <remarks>A kind is a folder of Training/Tasks with a class like this one, and its row in <see cref="TaskKinds"/>.</remarks>
internal abstract class TaskKind
{
    /// <summary>What configurations call it.</summary>
    public abstract string Name { get; }

    /// <summary>The data sets with labels for it.</summary>
    public abstract IReadOnlyList<string> Datasets { get; }

    /// <summary>What makes the answer of features, in words.</summary>
    public abstract string Head { get; }

    /// <summary>What becomes of equal scores, in words.</summary>
    public abstract string Ties { get; }

    /// <summary>Whether it gives the model texts.</summary>
    public virtual bool ReadsTexts => false;

    /// <summary>What can learn; the first where nothing is said.</summary>
    public virtual IReadOnlyList<TrainedParts> Trains => [TrainedParts.Head, TrainedParts.All];

    /// <summary>Whether there is anything to learn from; else it can only be measured, with <c>training.steps</c> 0.</summary>
    public virtual bool Learns => true;

    /// <summary>Texts that are compared with each video of a training step; 0 where there is one at most.</summary>
    public virtual int Choices => 0;

    /// <summary>Reads which splits are trained and measured on.</summary>
    public abstract IReadOnlyList<TaskSplits> ReadSplits(ConfigSection section, string dataset);

    /// <summary>Reads what only this kind knows.</summary>
    public abstract TaskOptions ReadOptions(ConfigSection section, string dataset);

    /// <summary>Reads the labels of a pair of splits and looks for their videos; opens none of them.</summary>
    /// <param name="data">Where they lie.</param>
    /// <param name="splits">Which.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">A file is missing or malformed, or nothing is left to train or to measure on.</exception>
    public abstract TaskPart Open(TaskData data, TaskSplits splits, CancellationToken cancellation);

    private protected static IReadOnlyList<TaskSplits> ReadOnePair(ConfigSection section, string train, string test) =>
        [new("", ReadSplit(section, "train", "The split that is trained on.", train), ReadTest(section, test))];

    private protected static string ReadTest(ConfigSection section, string test) =>
        ReadSplit(section, "test", "The split that is measured on.", test);

    private static string ReadSplit(ConfigSection section, string key, string meaning, string standard) => section.Parsed(
        key, new(meaning, "the data set's protocol") { Default = "the data set's" }, standard,
        text => text.Length > 0 ? text : throw new FormatException("names no split."));
}
