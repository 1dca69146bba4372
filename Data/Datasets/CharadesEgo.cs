using System.Globalization;
using System.Text.RegularExpressions;
using Gexia.Data.Datasets.Csv;
using Gexia.Data.Datasets.Splits;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>
/// Charades-Ego (Sigurdsson et al., 2018): <c>CharadesEgo_v1_train.csv</c>, <c>CharadesEgo_v1_test_only1st.csv</c> and so on, of each video
/// its <c>actions</c> as <c>c077 12.10 18.00;c079 11.80 17.30</c>, and <c>Charades_v1_classes.txt</c>, the phrases of the 157 actions.
/// </summary>
/// <remarks>
/// A split is called by what stands behind the version: <c>train</c>, <c>test_only1st</c>; of two versions the later is read. A video shows
/// every action that is named, whatever its times, some of which end after the video or before they start; it may show none, and may have
/// no length.
/// </remarks>
internal sealed partial class CharadesEgo : IMultiLabelSource
{
    private const string ClassFile = "Charades_v1_classes.txt", Id = "id", Actions = "actions", Length = "length";

    /// <inheritdoc/>
    public string Name => "charades-ego";

    /// <inheritdoc/>
    public string Form => $"Charades-Ego has {ClassFile}, and CharadesEgo_v1_train.csv and so on with the columns {Id} and {Actions}.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root)
    {
        InputFolder.Require(root);
        return this.Present(root, Files(root).Keys.OrderBy(split => split.Contains("test", StringComparison.Ordinal)).ThenBy(
            split => split.Length).ThenBy(split => split, StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public DatasetSplit<MultiLabelVideo> MultiLabels(string root, string split, CancellationToken cancellation)
    {
        this.Require(root, split, Splits(root));
        var phrases = Phrases(this.RequireFile(root, ClassFile), cancellation);
        var found = new SplitBuilder<MultiLabelVideo>(this, root, split);
        foreach (var row in SplitRules.Rows(Files(root)[split], [Id, Actions], cancellation))
        {
            var video = row[Id] ?? throw new GexiaException($"{row.Place}: '{Id}' is empty.");
            found.Add(new MultiLabelVideo(video, Labels(row, phrases.Count), SplitRules.Number(row, Length)));
        }
        return found.Build(phrases);
    }

    /// <summary>The file of each split: of several versions the last.</summary>
    private static Dictionary<string, string> Files(string root)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(root).Order(StringComparer.Ordinal))
            if (FileName().Match(Path.GetFileName(path)) is { Success: true } match) files[match.Groups[1].Value] = path;
        return files;
    }

    private static List<string> Phrases(string path, CancellationToken cancellation)
    {
        List<string> phrases = [];
        foreach (var line in ListedLine.Read(path, cancellation))
        {
            var parts = line.Text.Split(' ', 2, StringSplitOptions.TrimEntries);
            var code = string.Create(CultureInfo.InvariantCulture, $"c{phrases.Count:000}");
            if (parts.Length != 2 || parts[0] != code || parts[1].Length == 0)
                throw line.Error($"expected {code} and the phrase of an action; got {SplitRules.Quoted(line.Text)}.");
            phrases.Add(parts[1]);
        }
        return phrases;
    }

    private static int[] Labels(CsvRow row, int classes)
    {
        var labels = new SortedSet<int>();
        foreach (var action in (row[Actions] ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = action.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 3 || !IsTime(parts[1]) || !IsTime(parts[2]) || parts[0] is not ['c', .. { Length: > 0 } digits]
                || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var label))
                throw new GexiaException(
                    $"{row.Place}: '{Actions}' must hold an action, its start and its end, as c077 12.10 18.00; "
                    + $"got {SplitRules.Quoted(action)}.");
            if (label >= classes)
                throw new GexiaException($"{row.Place}: {ClassFile} has no action {SplitRules.Quoted(parts[0])}.");
            labels.Add(label);
        }
        return [.. labels];
    }

    private static bool IsTime(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds);

    [GeneratedRegex(@"^CharadesEgo_v[0-9]+_([A-Za-z0-9_]+)\.csv$", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();
}
