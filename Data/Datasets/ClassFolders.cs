using Gexia.Data.Datasets.Splits;
using Gexia.Data.Video;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>
/// Plain folders: one for each split, in it one for each class, in it videos or pictures, as <c>train/cats/a.mp4</c>; or classes alone, as
/// <c>cats/a.mp4</c>, whose split is <c>all</c>.
/// </summary>
/// <remarks>
/// A label is the rank of its folder's name in ordinal order among the classes of all splits. Files that are no videos or pictures, files
/// beside the folders of classes, and folders whose names begin with a point are passed over.
/// </remarks>
internal sealed class ClassFolders : ILabelSource
{
    private const string All = "all";

    private static readonly string[] Usual = ["train", "training", "val", "validation", "test", "testing"];
    private static readonly string[] Pictures = [".jpeg", ".jpg"];

    /// <inheritdoc/>
    public string Name => "folders";

    /// <inheritdoc/>
    public string Form =>
        "Plain folders have a folder for each split, in it one for each class, in it videos or pictures: train/cats/a.mp4.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root)
    {
        var splits = SplitFolders(root);
        return splits.Count > 0 ? splits
            : this.Present(root, Below(root).Any(name => Files(Path.Combine(root, name)).Any()) ? [All] : []);
    }

    /// <inheritdoc/>
    public DatasetSplit<LabelledVideo> Labels(string root, string split, CancellationToken cancellation)
    {
        var splits = Splits(root);
        this.Require(root, split, splits);
        var isFlat = SplitFolders(root).Count == 0;
        string[] classes =
        [
            .. (isFlat ? Below(root) : splits.SelectMany(one => Below(Path.Combine(root, one)))).Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        ];
        var prefix = isFlat ? "" : $"{split}/";
        List<LabelledVideo> videos = [];
        foreach (var (label, name) in classes.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!Directory.Exists(Path.Combine(root, prefix + name))) continue;
            videos.AddRange(Files(Path.Combine(root, prefix + name)).Select(file => new LabelledVideo($"{prefix}{name}/{file}", label)));
        }
        return new DatasetSplit<LabelledVideo>(Name, split, videos, classes, new Dictionary<string, int>());
    }

    /// <summary>Folders that hold a folder of a class with a video or picture; none where folders of classes lie in the root.</summary>
    private static List<string> SplitFolders(string root)
    {
        InputFolder.Require(root);
        return
        [
            .. Below(root).Where(name => Below(Path.Combine(root, name)).Any(inner => Files(Path.Combine(root, name, inner)).Any()))
                .OrderBy(name => Array.IndexOf(Usual, name) is >= 0 and var place ? place : Usual.Length)
                .ThenBy(name => name, StringComparer.Ordinal)
        ];
    }

    private static IEnumerable<string> Below(string folder) => Directory.EnumerateDirectories(folder)
        .Select(path => Path.GetFileName(path)).Where(name => name[0] != '.').Order(StringComparer.Ordinal);

    /// <summary>What videos and pictures in a folder are known by: stems of videos, whole names of pictures.</summary>
    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path))
        .Select(name => Pictures.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase) ? name : SplitRules.Stem(name))
        .OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
