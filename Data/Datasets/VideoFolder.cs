using Gexia.Data.Video;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>The folder in which the videos of a data set are looked for by the names that its annotations give them.</summary>
/// <remarks>
/// Copies of one data set lie differently on different disks: with another ending, in a folder for each class or in one for all, with or
/// without the <c>v_</c> that ActivityNet puts before an id. So <c>Archery/v_Archery_g08_c01</c> finds, in this order,
/// <c>Archery/v_Archery_g08_c01.avi</c>, and that stem, case included, in the folder itself or in folders at most
/// <see cref="Deepest"/> below it: the nearest first, of equally near ones that with the most common ending, then in ordinal order.
/// A picture is known by its whole name, such as <c>n01440764/ILSVRC2012_val_00000293.JPEG</c>, so that none stands for a missing video.
/// Names are compared, never expanded as patterns: those of HMDB51 hold brackets. Links are followed, and may all lead to one file.
/// </remarks>
internal sealed class VideoFolder
{
    /// <summary>Folders inside each other that are looked through.</summary>
    public const int Deepest = 3;

    private const string Prefix = "v_";
    private int depth = Deepest;
    private Dictionary<string, string>? stems;

    /// <param name="path">The folder.</param>
    /// <exception cref="GexiaException">There is no such folder.</exception>
    public VideoFolder(string path)
    {
        InputFolder.Require(path);
        Path = path;
    }

    /// <summary>
    /// The folder of the videos of pairs; null where there is none. Where it is only the one that the file of pairs lies in, folders below
    /// it are not looked through, so that names do not change with where a later command is told that the videos are.
    /// </summary>
    public static VideoFolder? Of(PairFile pairs) =>
        InputFolder.Problem(pairs.VideoFolder) is not null ? null
        : new VideoFolder(pairs.VideoFolder) { depth = pairs.Videos is null ? 0 : Deepest };

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The file of a video, relative to the folder; null where there is none.</summary>
    /// <param name="video">What annotations call it: a stem, perhaps behind the name of a folder.</param>
    public string? Find(string video) =>
        video.Length == 0 || video.Contains('\0') || System.IO.Path.IsPathRooted(video) || video.Split('/', '\\').Contains("..") ? null
        : IsPicture(video) && File.Exists(System.IO.Path.Combine(Path, video)) ? video
        : VideoNames.Existing(Path, video) ?? Stem(video[(video.LastIndexOf('/') + 1)..]);

    private string? Stem(string stem)
    {
        stems ??= Stems();
        return stems.GetValueOrDefault(stem) ?? (stem.StartsWith(Prefix, StringComparison.Ordinal) && stem.Length > Prefix.Length
            ? stems.GetValueOrDefault(stem[Prefix.Length..])
            : null);
    }

    private Dictionary<string, string> Stems()
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = depth, IgnoreInaccessible = true };
        var files = Directory.EnumerateFiles(Path, "*", options)
            .Select(file => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/'))
            .Select(file => (Name: file, Ending: Ending(file)))
            .Where(file => file.Ending >= 0 || IsPicture(file.Name))
            .OrderBy(file => file.Name.Count(c => c == '/')).ThenBy(file => file.Ending).ThenBy(file => file.Name, StringComparer.Ordinal);
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, ending) in files)
            found.TryAdd(ending < 0 ? System.IO.Path.GetFileName(name) : System.IO.Path.GetFileNameWithoutExtension(name), name);
        return found;
    }

    /// <summary>Whether a name ends as those of pictures do that are no videos.</summary>
    private static bool IsPicture(string name) =>
        name.EndsWith(".jpeg", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jpg", StringComparison.OrdinalIgnoreCase);

    /// <summary>How common the ending of a name is among videos, from 0; -1 where no video has it.</summary>
    private static int Ending(string name)
    {
        var ending = System.IO.Path.GetExtension(name);
        for (var i = 0; i < VideoEndings.All.Count; i++)
            if (string.Equals(VideoEndings.All[i], ending, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }
}
