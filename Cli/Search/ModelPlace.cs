using Gexia.Cli.Pull;
using Gexia.Training;
using Gexia.Training.Config;

namespace Gexia.Cli.Search;

/// <summary>What a person may say for a model: a folder, a file, a run, or the name of a pulled model.</summary>
internal static class ModelPlace
{
    private const int MostNamed = 6;

    /// <summary>The path to open.</summary>
    /// <param name="said">What the person said.</param>
    /// <exception cref="CommandException">There is nothing of that name; the message says what to do.</exception>
    public static string Find(string said)
    {
        if (said.Length == 0) throw CommandException.Usage("search: the model's name is empty.");
        if (Directory.Exists(said) && RunsIn(said) is { Count: > 0 } runs)
            throw CommandException.BadInput(
                $"{said}: is no model but a folder with several: "
                + $"{string.Join(", ", runs.Take(MostNamed))}{(runs.Count > MostNamed ? ", …" : "")}. Name one of them.");
        if (Path.Exists(said)) return said;
        if (PinnedModel.All.FirstOrDefault(model => model.Name == said) is { } pinned)
        {
            var file = Path.Combine(ModelCache.FolderOf(said), pinned.File);
            return File.Exists(file)
                ? file
                : throw CommandException.BadInput($"{said}: is not on this machine yet. Bring it with: {ShellCommand.Of("pull", said)}");
        }
        if (ModelCache.IsName(said) && Directory.Exists(ModelCache.FolderOf(said))) return Pulled(said);
        throw CommandException.BadInput(
            $"{said}: no such folder or file, and no model of that name was pulled. A model is a CLIP's folder or file, "
            + $"a run of gexia train, or one of {string.Join(", ", PinnedModel.All.Select(model => model.Name))}.");
    }

    /// <summary>The videos that a run was tested on or, where it was not, trained on.</summary>
    /// <param name="model">What <see cref="Find"/> gave.</param>
    /// <exception cref="CommandException">It is no run, so that nothing says where videos are.</exception>
    public static string VideosOf(string model)
    {
        var run = new RunFolder(model);
        if (!File.Exists(run.Last))
            throw CommandException.Usage("search: say where the videos are with --videos DIR; only a run has videos of its own.");
        var config = RunConfig.Open(run);
        return config.Eval.Videos ?? config.Data.Videos;
    }

    /// <summary>The one file of a model that is not pinned.</summary>
    private static string Pulled(string name)
    {
        string[] files =
        [
            .. Directory.EnumerateFiles(ModelCache.FolderOf(name), "*", SearchOption.AllDirectories)
                .Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal).Take(2)
        ];
        return files.Length == 1 ? files[0]
            : throw CommandException.BadInput(
                $"{name}: {(files.Length == 0 ? "its folder in the cache is empty" : "several files of it were pulled")}. "
                + $"Name the file itself; it lies in {ModelCache.FolderOf(name)}.");
    }

    /// <summary>The runs in a folder that is itself none and holds no checkpoint.</summary>
    private static IReadOnlyList<string> RunsIn(string folder)
    {
        if (new RunFolder(folder).HoldsRun
            || Directory.EnumerateFiles(folder, "*.safetensors").Any() || File.Exists(Path.Combine(folder, "config.json")))
        {
            return [];
        }
        return
        [
            .. Directory.EnumerateDirectories(folder).Where(inside => File.Exists(new RunFolder(inside).Last)).Order(StringComparer.Ordinal)
        ];
    }
}
