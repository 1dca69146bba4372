using System.Globalization;
using Gexia.Data.Datasets.Splits;

namespace Gexia.Data.Datasets;

/// <summary>
/// UCF101 (Soomro et al., 2012): <c>classInd.txt</c> numbers the classes from 1, <c>trainlist01.txt</c> lists
/// <c>class/video.avi number</c> and <c>testlist01.txt</c> <c>class/video.avi</c>; so do lists 2 and 3.
/// </summary>
/// <remarks>
/// A class is known by its number and its folder, never by the name of a file: those of <c>HandstandPushups</c> begin with
/// <c>v_HandStandPushups</c>.
/// </remarks>
internal sealed class Ucf101 : ILabelSource
{
    private const string ClassFile = "classInd.txt", Train = "train", Test = "test", Lists = "ucfTrainTestlist";

    /// <inheritdoc/>
    public string Name => "ucf101";

    /// <inheritdoc/>
    public string Form => $"UCF101 has {ClassFile}, trainlist01.txt, testlist01.txt and so on, alone or in {Lists}.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root)
    {
        var folder = SplitRules.Folder(root, Lists);
        return this.Present(root, Names().Where(split => Path.Exists(Path.Combine(folder, ListOf(split)))));
    }

    /// <inheritdoc/>
    public DatasetSplit<LabelledVideo> Labels(string root, string split, CancellationToken cancellation)
    {
        this.Require(root, split, Splits(root));
        var folder = SplitRules.Folder(root, Lists);
        var classes = Classes(this.RequireFile(folder, ClassFile), cancellation);
        var labels = classes.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.OrdinalIgnoreCase);
        var found = new SplitBuilder<LabelledVideo>(this, root, split);
        var hasNumbers = split.StartsWith(Train, StringComparison.Ordinal);
        foreach (var line in ListedLine.Read(Path.Combine(folder, ListOf(split)), cancellation))
        {
            var (file, number) = line.Cut();
            if (hasNumbers != number.Length > 0)
                throw line.Error($"expected {Expected(hasNumbers)}; got {SplitRules.Quoted(line.Text)}.");
            var parts = file.Split('/');
            if (parts.Length != 2 || SplitRules.Stem(parts[1]) is not { Length: > 0 } stem)
                throw line.Error($"expected {Expected(hasNumbers)}; got {SplitRules.Quoted(line.Text)}.");
            if (!labels.TryGetValue(parts[0], out var label))
                throw line.Error($"{ClassFile} has no class {SplitRules.Quoted(parts[0])}.");
            if (hasNumbers && Number(number, line) != label + 1)
                throw line.Error($"the class {SplitRules.Quoted(number)} is not that of {parts[0]}, which is {label + 1} in {ClassFile}.");
            found.Add(new LabelledVideo($"{parts[0]}/{stem}", label));
        }
        return found.Build(classes);
    }

    /// <summary>train1, test1, train2, …: nine lists at most, of which three are published.</summary>
    private static IEnumerable<string> Names() =>
        Enumerable.Range(1, 9).SelectMany(k => new[] { Train, Test }, (k, half) => FormattableString.Invariant($"{half}{k}"));

    private static string ListOf(string split) => $"{split[..^1]}list0{split[^1]}.txt";

    private static string Expected(bool hasNumbers) => hasNumbers ? "class/video.avi and the number of the class" : "class/video.avi";

    private static List<string> Classes(string path, CancellationToken cancellation)
    {
        List<string> classes = [];
        foreach (var line in ListedLine.Read(path, cancellation))
        {
            var parts = line.Text.Split([' ', '\t'], 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2 || Number(parts[0], line) != classes.Count + 1)
                throw line.Error($"expected {classes.Count + 1} and the name of a class; got {SplitRules.Quoted(line.Text)}.");
            if (classes.Contains(parts[1], StringComparer.OrdinalIgnoreCase))
                throw line.Error($"the class {SplitRules.Quoted(parts[1])} stands there twice.");
            classes.Add(parts[1]);
        }
        return classes;
    }

    private static int Number(string text, ListedLine line) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw line.Error($"the number of a class is a whole number; got {SplitRules.Quoted(text)}.");
}
