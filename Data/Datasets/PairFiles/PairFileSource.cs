using Gexia.Data.Datasets.Splits;
using Gexia.Io;

namespace Gexia.Data.Datasets.PairFiles;

/// <summary>The project's own form: JSON Lines or CSV, told apart by the content. The files of a folder are its splits.</summary>
internal sealed class PairFileSource : IPairSplitSource
{
    /// <summary>Its name.</summary>
    public const string OwnName = "pairs";

    private static readonly string[] Endings = [".jsonl", ".csv"], Others = ["summaries", "bad_pairs", "bad_videos"];

    /// <inheritdoc/>
    public string Name => OwnName;

    /// <inheritdoc/>
    public string Form => """Each line is {"video":…,"start":…,"end":…,"caption":…}; or CSV with the header video,start,end,caption.""";

    /// <inheritdoc/>
    public IEnumerable<StatedPair> Read(PairFile file, CancellationToken cancellation) =>
        PairForm.IsJson(file.Path) ? JsonPairs.Read(file.Path, cancellation) : CsvPairs.Read(file.Path, cancellation);

    /// <inheritdoc/>
    /// <remarks>Files that the program itself writes beside pairs hold none and are passed over.</remarks>
    public IReadOnlyList<string> Splits(string root)
    {
        InputFolder.Require(root);
        return this.Present(
            root,
            Directory.EnumerateFiles(root).Where(path => Endings.Contains(Path.GetExtension(path)))
                .Select(path => Path.GetFileNameWithoutExtension(path)).Where(name => !Others.Contains(name)).Distinct()
                .Order(StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public string FileOf(string root, string split)
    {
        this.Require(root, split, Splits(root));
        return Endings.Select(ending => Path.Combine(root, split + ending)).First(Path.Exists);
    }

    /// <inheritdoc/>
    public SplitFacts Facts(string root, string split, CancellationToken cancellation) => SplitFacts.None;
}
