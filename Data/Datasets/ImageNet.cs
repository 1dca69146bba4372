using System.Globalization;
using System.Text.RegularExpressions;
using Gexia.Data.Datasets.Splits;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>
/// ImageNet-1k (Russakovsky et al., IJCV 2015): pictures in <c>val/n01440764</c> and so on, a folder for each class, also in
/// <c>ILSVRC/Data/CLS-LOC</c>; or pictures in one folder and a list, <c>LOC_val_solution.csv</c> or <c>val.txt</c>; and
/// <c>LOC_synset_mapping.txt</c>, lines of <c>n01440764 tench, Tinca tinca</c>.
/// </summary>
/// <remarks>
/// A label is the rank of the class's WordNet id in ascending order, its name the first of the names that the mapping gives; without a
/// mapping the ids are those of <c>imagenet_synsets.txt</c> or of the folders, and are the names. Without a picture a split is empty and
/// still says which classes there are.
/// </remarks>
internal sealed partial class ImageNet : ILabelSource
{
    private const string Mapping = "LOC_synset_mapping.txt", Synsets = "imagenet_synsets.txt";
    private const string Solution = "LOC_val_solution.csv", List = "val.txt", Train = "train", Val = "val", Kaggle = "ILSVRC/Data/CLS-LOC";
    private const string Picture = "imageid", Prediction = "predictionstring";

    private static readonly string[] Endings = [".jpeg", ".jpg"];

    /// <inheritdoc/>
    public string Name => "imagenet";

    /// <inheritdoc/>
    public string Form =>
        $"ImageNet has a folder {Val} with one of pictures for each class, such as n01440764, or {Solution}, or {List}; and {Mapping}.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root)
    {
        var folder = SplitRules.Folder(root, Kaggle);
        var isTold = new[] { Solution, List, Mapping, Synsets }.Any(name => Path.Exists(Path.Combine(root, name)));
        List<string> splits = [];
        if (Wnids(folder, Train).Count > 0) splits.Add(Train);
        if (isTold || Wnids(folder, Val).Count > 0) splits.Add(Val);
        return this.Present(root, splits);
    }

    /// <inheritdoc/>
    public DatasetSplit<LabelledVideo> Labels(string root, string split, CancellationToken cancellation)
    {
        this.Require(root, split, Splits(root));
        var folder = SplitRules.Folder(root, Kaggle);
        var names = Names(root, folder, cancellation);
        var labels = names.Keys.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        IReadOnlyList<string> wnids = Wnids(folder, split);
        var pictures = wnids.Count > 0 ? InFolders(folder, split, wnids, labels, cancellation)
            : Path.Exists(Path.Combine(root, Solution)) ? Solved(Path.Combine(root, Solution), labels, cancellation)
            : Path.Exists(Path.Combine(root, List)) ? Listed(Path.Combine(root, List), labels, cancellation)
            : [];
        return new DatasetSplit<LabelledVideo>(Name, split, [.. pictures], [.. names.Values], new Dictionary<string, int>());
    }

    /// <summary>The folders of classes of a split, in ascending order.</summary>
    private static List<string> Wnids(string folder, string split)
    {
        var path = Path.Combine(folder, split);
        if (!Directory.Exists(path)) return [];
        return
        [
            .. Directory.EnumerateDirectories(path).Select(entry => Path.GetFileName(entry)).Where(name => Wnid().IsMatch(name))
                .Order(StringComparer.Ordinal)
        ];
    }

    /// <summary>The classes by their WordNet ids, ascending.</summary>
    private static SortedDictionary<string, string> Names(string root, string folder, CancellationToken cancellation)
    {
        var names = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var file = new[] { Mapping, Synsets }.Select(name => Path.Combine(root, name)).FirstOrDefault(Path.Exists);
        if (file is null)
        {
            foreach (var wnid in Wnids(folder, Train).Concat(Wnids(folder, Val))) names[wnid] = wnid;
            return names;
        }
        var isMapping = file.EndsWith(Mapping, StringComparison.Ordinal);
        foreach (var line in ListedLine.Read(file, cancellation))
        {
            var parts = line.Text.Split(' ', 2, StringSplitOptions.TrimEntries);
            if (!Wnid().IsMatch(parts[0]) || parts.Length != (isMapping ? 2 : 1))
                throw line.Error(
                    $"expected a WordNet id{(isMapping ? " and names, as n01440764 tench, Tinca tinca" : " such as n01440764")}; "
                    + $"got {SplitRules.Quoted(line.Text)}.");
            if (!names.TryAdd(parts[0], isMapping ? parts[1].Split(',')[0].Trim() : parts[0]))
                throw line.Error($"{parts[0]} stands there twice.");
        }
        return names;
    }

    private static IEnumerable<LabelledVideo> InFolders(
        string folder, string split, IReadOnlyList<string> wnids, Dictionary<string, int> labels, CancellationToken cancellation)
    {
        foreach (var wnid in wnids)
        {
            var path = Path.Combine(folder, split, wnid);
            if (!labels.TryGetValue(wnid, out var label))
                throw new GexiaException($"{path}: {wnid} is none of the classes that are listed.");
            foreach (var file in Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal))
            {
                cancellation.ThrowIfCancellationRequested();
                if (IsPicture(file)) yield return new LabelledVideo($"{wnid}/{file}", label);
            }
        }
    }

    /// <summary>Rows of a picture's id and the WordNet id of its class, behind which stands a box.</summary>
    private static IEnumerable<LabelledVideo> Solved(string path, Dictionary<string, int> labels, CancellationToken cancellation)
    {
        foreach (var row in SplitRules.Rows(path, [Picture, Prediction], cancellation))
        {
            var wnid = (row[Prediction] ?? "").Split(' ')[0];
            if (row[Picture] is not { } picture || !labels.TryGetValue(wnid, out var label))
                throw new GexiaException($"{row.Place}: expected a picture and its class; got {SplitRules.Quoted(wnid)}, which is none.");
            yield return new LabelledVideo(picture + ".JPEG", label);
        }
    }

    /// <summary>Lines of a picture's file and its class, by WordNet id or by rank from 0.</summary>
    private static IEnumerable<LabelledVideo> Listed(string path, Dictionary<string, int> labels, CancellationToken cancellation)
    {
        foreach (var line in ListedLine.Read(path, cancellation))
        {
            var (file, named) = line.Cut();
            var isKnown = labels.TryGetValue(named, out var label)
                || (int.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out label) && label < labels.Count);
            if (!IsPicture(file) || !isKnown)
                throw line.Error(
                    $"expected a picture and its class, below {labels.Count} or a WordNet id; got {SplitRules.Quoted(line.Text)}.");
            yield return new LabelledVideo(file, label);
        }
    }

    private static bool IsPicture(string name) => Endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex("^n[0-9]{8}$", RegexOptions.CultureInvariant)]
    private static partial Regex Wnid();
}
