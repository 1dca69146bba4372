using Gexia.Data.Loading;
using Gexia.Models;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Training.Tasks;

/// <summary>What a pair of splits holds: one head is trained on it and measured.</summary>
internal abstract class TaskPart(TaskSplits splits)
{
    /// <summary>Which.</summary>
    public TaskSplits Splits => splits;

    /// <summary>What is trained on.</summary>
    public abstract SplitCount Train { get; }

    /// <summary>How many samples an epoch of the training goes through.</summary>
    public abstract int Samples { get; }

    /// <summary>What is measured on, as far as it is known before its videos are opened.</summary>
    public abstract SplitCount Test { get; }

    /// <summary>Texts of the training, for a tokenizer that is made of them.</summary>
    public abstract IEnumerable<string> Texts { get; }

    /// <summary>Files of all videos, some perhaps more than once.</summary>
    public abstract IEnumerable<string> Files { get; }

    /// <summary>The reason under which videos are counted that are there and cannot be read.</summary>
    public const string UnreadableVideos = "unreadable_videos";

    /// <summary>The error that no video of a split can be read.</summary>
    /// <param name="split">Its counts.</param>
    /// <param name="bad">Why.</param>
    public static GexiaException NothingReadable(SplitCount split, BadVideos bad) => new(
        $"none of the {split.Videos} videos of the split '{split.Split}' can be read"
        + (bad.All is [var (video, reason), ..] ? $"; the first bad one is {video}: {reason}." : "."));

    /// <summary>What learns: a new head on a model.</summary>
    /// <param name="context">What all parts share.</param>
    /// <param name="model">Asked as the task says; trained in place, or left as it is.</param>
    public abstract TaskLearner Learner(TaskContext context, IVideoTextModel model);
}
