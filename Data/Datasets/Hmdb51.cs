using System.Text.RegularExpressions;
using Gexia.Data.Datasets.Splits;

namespace Gexia.Data.Datasets;

/// <summary>
/// HMDB51 (Kuehne et al., ICCV 2011): in <c>testTrainMulti_7030_splits</c>, for each class and split a list
/// <c>brush_hair_test_split1.txt</c> of <c>video.avi flag</c>, where flag 1 is training, 2 test and 0 neither of them.
/// </summary>
/// <remarks>Labels count the classes in ordinal order of their names. A line ends with a space; names of videos hold brackets.</remarks>
internal sealed partial class Hmdb51 : ILabelSource
{
    private const string Lists = "testTrainMulti_7030_splits";

    private readonly record struct ClassList(string Class, int Split, string Path);

    /// <inheritdoc/>
    public string Name => "hmdb51";

    /// <inheritdoc/>
    public string Form => $"HMDB51 has a folder {Lists} with CLASS_test_split1.txt and so on.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root) => this.Present(
        root, ClassLists(root).Select(list => list.Split).Distinct().Order().SelectMany(
            _ => new[] { "train", "test" }, (k, half) => FormattableString.Invariant($"{half}{k}")));

    /// <inheritdoc/>
    public DatasetSplit<LabelledVideo> Labels(string root, string split, CancellationToken cancellation)
    {
        this.Require(root, split, Splits(root));
        var lists = ClassLists(root);
        string[] classes = [.. lists.Select(list => list.Class).Distinct(StringComparer.Ordinal)];
        var labels = classes.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var own = split.StartsWith("train", StringComparison.Ordinal) ? "1" : "2";
        var found = new SplitBuilder<LabelledVideo>(this, root, split);
        foreach (var list in lists.Where(list => list.Split == split[^1] - '0'))
        {
            foreach (var line in ListedLine.Read(list.Path, cancellation))
            {
                var (file, flag) = line.Cut();
                if (flag is not ("0" or "1" or "2") || SplitRules.Stem(file) is not { Length: > 0 } stem || file.Contains('/'))
                    throw line.Error($"expected video.avi and 0, 1 or 2; got {SplitRules.Quoted(line.Text)}.");
                if (flag == own) found.Add(new LabelledVideo($"{list.Class}/{stem}", labels[list.Class]));
                else if (flag == "0") found.Drop(DropReason.Unused);
            }
        }
        return found.Build(classes);
    }

    /// <summary>The lists in ordinal order of their classes.</summary>
    private static List<ClassList> ClassLists(string root)
    {
        var folder = SplitRules.Folder(root, Lists);
        return
        [
            .. Directory.EnumerateFiles(folder).Select(path => (Path: path, Match: ListName().Match(Path.GetFileName(path))))
                .Where(file => file.Match.Success)
                .Select(file => new ClassList(file.Match.Groups[1].Value, file.Match.Groups[2].ValueSpan[0] - '0', file.Path))
                .OrderBy(list => list.Class, StringComparer.Ordinal)
        ];
    }

    [GeneratedRegex(@"^(.+)_test_split([1-9])\.txt$", RegexOptions.CultureInvariant)]
    private static partial Regex ListName();
}
