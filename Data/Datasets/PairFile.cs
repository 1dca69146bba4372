using Gexia.Data.Datasets.PairFiles;

namespace Gexia.Data.Datasets;

/// <summary>A file of pairs of a clip and a text, and what belongs to it.</summary>
/// <param name="Path">The file of annotations.</param>
/// <param name="Videos">The folder that names of videos are relative to; null for the folder of the file.</param>
/// <param name="Source">The data set whose form the file has, one of <see cref="Sources"/>; the project's own JSON Lines
/// or CSV by default.</param>
/// <param name="Summaries">JSON Lines of texts that sum a video or a source up; null for none that is named.</param>
/// <param name="ClipName">How a data set whose clips are files of their own names them, such as <c>{id}_{start:-}_{end:-}.mp4</c>, where
/// the colons of times are hyphens; null for its own way.</param>
public sealed record PairFile(string Path, string? Videos = null, string Source = PairFileSource.OwnName, string? Summaries = null,
    string? ClipName = null)
{
    /// <summary>The data sets that can be read, by name; the first is the project's own form.</summary>
    public static IReadOnlyList<string> Sources { get; } = AnnotationSources.Names<IPairSource>();

    /// <summary>The folder of the videos.</summary>
    public string VideoFolder => Videos ?? System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>What a file of this data set holds, in whole sentences.</summary>
    /// <exception cref="GexiaException"><see cref="Source"/> is none of <see cref="Sources"/>.</exception>
    public string Form => Open().Form;

    /// <summary>The reader of its form.</summary>
    /// <exception cref="GexiaException"><see cref="Source"/> is none of <see cref="Sources"/>.</exception>
    internal IPairSource Open() => AnnotationSources.Named<IPairSource>(Source);
}
