using System.Globalization;
using Gexia.Data.Datasets.Csv;
using Gexia.Io;

namespace Gexia.Data.Datasets.Splits;

/// <summary>What is asked of every folder of a data set with splits, in the same words.</summary>
internal static class SplitRules
{
    /// <summary>Bytes of the largest file of annotations; the largest published one, of MSRVTT-QA, has about 20 million.</summary>
    public const long LargestFile = 1 << 28;

    /// <summary>The folder in which a data set's files lie: one of these names inside the root where there is one, else the root.</summary>
    /// <exception cref="GexiaException">There is no such root.</exception>
    public static string Folder(string root, params ReadOnlySpan<string> inner)
    {
        InputFolder.Require(root);
        foreach (var name in inner)
            if (Directory.Exists(Path.Combine(root, name))) return Path.Combine(root, name);
        return root;
    }

    /// <summary>The splits, when there is any.</summary>
    /// <exception cref="GexiaException">There is none.</exception>
    public static IReadOnlyList<string> Present(this ISplitSource source, string root, IEnumerable<string> splits) =>
        splits.ToList() is { Count: > 0 } found
            ? found
            : throw new GexiaException($"{root}: holds none of the files of {source.Name}. {source.Form}");

    /// <summary>Refuses a split that is not there.</summary>
    /// <param name="source">The data set.</param>
    /// <param name="root">The folder of its files.</param>
    /// <param name="split">The one that is asked for.</param>
    /// <param name="present">Those that are there.</param>
    /// <exception cref="GexiaException">It is not among them.</exception>
    public static void Require(this ISplitSource source, string root, string split, IReadOnlyList<string> present)
    {
        if (!present.Contains(split))
            throw new GexiaException($"{root}: {source.Name} has no split '{split}' here; there is {string.Join(", ", present)}.");
    }

    /// <summary>The path of a file that must lie in a folder.</summary>
    /// <exception cref="GexiaException">It does not.</exception>
    public static string RequireFile(this ISplitSource source, string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return Path.Exists(path) ? path : throw new GexiaException($"{folder}: '{name}' is missing. {source.Form}");
    }

    /// <summary>The stem of the name of a video, all before its ending; null where the name has no ending of a video.</summary>
    public static string? Stem(string name)
    {
        var ending = Path.GetExtension(name);
        return ending.Length < name.Length && Video.VideoEndings.All.Contains(ending, StringComparer.OrdinalIgnoreCase)
            ? name[..^ending.Length]
            : null;
    }

    /// <summary>The split that is meant: of that name, or the only one here whose name means the same, as training for train.</summary>
    /// <param name="present">Those that are there.</param>
    /// <param name="split">The one that is asked for.</param>
    public static string Meant(IReadOnlyList<string> present, string split)
    {
        if (present.Contains(split)) return split;
        string[] same = [.. present.Where(one => Array.Exists(Synonyms, names => names.Contains(one) && names.Contains(split)))];
        return same.Length == 1 ? same[0] : split;
    }

    private static readonly string[][] Synonyms = [["train", "training"], ["val", "validation"], ["test", "testing", "test_public"]];

    /// <summary>Names of classes from their numbers: a number below the largest that names none is its own name.</summary>
    public static IReadOnlyList<string> ByNumber(IReadOnlyDictionary<int, string> classes) => classes.Count == 0 ? [] :
        [
            .. Enumerable.Range(0, classes.Keys.Max() + 1)
                .Select(number => classes.GetValueOrDefault(number) ?? number.ToString(CultureInfo.InvariantCulture))
        ];

    /// <summary>The rows of a CSV file, each with as many fields as its header has.</summary>
    /// <param name="path">The file.</param>
    /// <param name="needed">Names that the header must hold, in small letters.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">There is no such file, a name is missing, or a row cannot be read.</exception>
    public static IEnumerable<CsvRow> Rows(string path, IReadOnlyList<string> needed, CancellationToken cancellation)
    {
        InputFile.Require(path, LargestFile);
        var rows = CsvTable.Rows(
            path, needed,
            names => needed.FirstOrDefault(name => !names.Contains(name)) is { } name
                ? $"its header names no '{name}'; it needs {string.Join(", ", needed)}."
                : null,
            cancellation);
        return rows.Select(Whole);
    }

    /// <summary>The rows of a CSV file without a header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">What its columns are called, in their order.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">There is no such file, or a row cannot be read.</exception>
    public static IEnumerable<CsvRow> RowsOf(string path, IReadOnlyList<string> columns, CancellationToken cancellation)
    {
        InputFile.Require(path, LargestFile);
        return CsvTable.RowsOf(path, columns, cancellation).Select(Whole);
    }

    private static CsvRow Whole(CsvRow row) =>
        row.Problem is { } problem ? throw new GexiaException($"{row.Place}: {problem}") : row;

    /// <summary>The finite number in a cell; null where it is empty or the header names no such column.</summary>
    /// <exception cref="GexiaException">Something else stands there.</exception>
    public static double? Number(CsvRow row, string column) => row[column] is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number
        : throw new GexiaException($"{row.Place}: '{column}' must be a finite number; got {Quoted(text)}.");

    /// <summary>What stands in a file, short enough for a message.</summary>
    public static string Quoted(string text) => text.Length <= 60 ? $"'{text}'" : $"'{text[..60]}…'";
}
