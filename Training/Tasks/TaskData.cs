using Gexia.Data.Datasets;
using Gexia.Data.Datasets.Splits;
using Gexia.Data.Loading;
using Gexia.Io;
using Gexia.Training.Config;

namespace Gexia.Training.Tasks;

/// <summary>Where the labels and videos of a task lie.</summary>
internal sealed class TaskData
{
    private readonly VideoFolder folder;
    private readonly BadVideos bad;

    /// <summary>Looks for both folders.</summary>
    /// <param name="task">Names them.</param>
    /// <param name="bad">Receives videos that are missing.</param>
    /// <param name="learns">Whether anything is to be trained.</param>
    /// <exception cref="GexiaException">One of them is no folder.</exception>
    public TaskData(TaskConfig task, BadVideos bad, bool learns = true)
    {
        (Task, this.bad, Learns) = (task, bad, learns);
        Require("task.root", task.Root);
        Require("task.videos", task.Videos);
        folder = new VideoFolder(task.Videos);
    }

    /// <summary>What is learned from them.</summary>
    public TaskConfig Task { get; }

    /// <summary>Whether anything is to be trained: a split that nothing learns from need not be there.</summary>
    public bool Learns { get; }

    /// <summary>The reader of the data set's labels.</summary>
    public TSource Source<TSource>() where TSource : ISplitSource => AnnotationSources.Named<TSource>(Task.Dataset);

    /// <summary>The file of a video, relative to the folder of videos.</summary>
    /// <param name="video">One that was found.</param>
    public string FileOf(string video) => folder.Find(video)!;

    /// <summary>The items of a split whose videos are there; there must be one.</summary>
    /// <param name="split">As it was read.</param>
    /// <exception cref="GexiaException">There is none, or a video is missing and the policy is to fail.</exception>
    public DatasetSplit<T> Found<T>(DatasetSplit<T> split) where T : IVideoAnnotation
    {
        if (split.Items.Count == 0)
            throw new GexiaException(
                $"{Task.Root}: the split '{split.Split}' of {split.Dataset} holds nothing"
                + $"{(split.Dropped.Count > 0 ? $" that can be used ({Listed(split.Dropped)})" : "")}.");
        string? first = null;
        var found = split.FoundIn(folder, Missing);
        if (found.Items.Count > 0) return found;
        throw new GexiaException(
            $"{Task.Videos}: holds none of the {split.Items.Select(item => item.Video).Distinct().Count()} videos of the split "
            + $"'{split.Split}' of {split.Dataset}; the first is looked for as '{first}' with any ending.");

        void Missing(string video)
        {
            first ??= video;
            var reason = $"no such file in {Task.Videos}";
            if (bad.Policy == BadVideoPolicy.Fail) throw new GexiaException($"{video}: {reason}.");
            bad.Note(video, reason);
        }
    }

    private static string Listed(IReadOnlyDictionary<string, int> dropped) =>
        string.Join(", ", dropped.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Value} {pair.Key}"));

    private static void Require(string key, string path)
    {
        if (InputFolder.Problem(path) is { } problem) throw new GexiaException($"{key}: {path}: {problem}.");
    }
}
