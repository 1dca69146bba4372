using Gexia.Data.Datasets.Splits;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>InternVid-10M-FLT (Wang et al., ICLR 2024): JSON Lines, a row for each clip (<see cref="InternVidRows"/>).</summary>
internal sealed class InternVid : IPairSplitSource
{
    private const string Train = "train", Ending = ".jsonl";

    private static readonly string[] Official = ["InternVid-10M-flt.jsonl", "InternVid-10M-FLT.jsonl", "InternVid-10M-FLT-INFO.jsonl"];

    /// <inheritdoc/>
    public string Name => "internvid";

    /// <inheritdoc/>
    public string Form => InternVidRows.Form;

    /// <inheritdoc/>
    public IEnumerable<StatedPair> Read(PairFile file, CancellationToken cancellation)
    {
        var rows = new InternVidRows(file.VideoFolder, file.ClipName);
        return JsonLines.Read(file.Path, numbersMayBeMissing: true, cancellation).Select(rows.Stated);
    }

    /// <inheritdoc/>
    /// <remarks>The official file is <c>train</c>; other files of its form are called by their own names.</remarks>
    public IReadOnlyList<string> Splits(string root)
    {
        InputFolder.Require(root);
        var others = Directory.EnumerateFiles(root, "*" + Ending)
            .Where(path => !Official.Contains(Path.GetFileName(path)) && IsOfThisForm(path))
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);
        return this.Present(root, (OfficialFile(root) is null ? [] : new[] { Train }).Concat(others).Distinct(StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public string FileOf(string root, string split)
    {
        this.Require(root, split, Splits(root));
        return split == Train && OfficialFile(root) is { } official ? official : Path.Combine(root, split + Ending);
    }

    /// <inheritdoc/>
    public SplitFacts Facts(string root, string split, CancellationToken cancellation) => new() { ClipsAreFiles = true };

    private static string? OfficialFile(string root) => Official.Select(name => Path.Combine(root, name)).FirstOrDefault(Path.Exists);

    private static bool IsOfThisForm(string path)
    {
        try
        {
            return JsonLines.Read(path, numbersMayBeMissing: true).Select(record => record.Has(InternVidRows.Id)).FirstOrDefault();
        }
        catch (GexiaException)      // a file of something else
        {
            return false;
        }
    }
}
