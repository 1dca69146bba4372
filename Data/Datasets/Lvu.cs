using System.Globalization;
using Gexia.Data.Datasets.Splits;

namespace Gexia.Data.Datasets;

/// <summary>
/// A task of the long-form video understanding benchmark (Wu and Krähenbühl, CVPR 2021): in a folder of its name <c>train.csv</c>,
/// <c>val.csv</c> and <c>test.csv</c>, with the header <c>class_id class_name youtube_id imdb_id</c> and fields parted by a space; beside
/// the folders <c>lvu_durations.csv</c>, parted by commas.
/// </summary>
/// <remarks>Labels are the numbers of the column <c>class_id</c>, named by all splits together.</remarks>
/// <param name="name">What the project calls the data set.</param>
/// <param name="task">The folder.</param>
internal sealed class Lvu(string name, string task) : ILabelSource
{
    private const string Number = "class_id", Class = "class_name", Video = "youtube_id", DurationFile = "lvu_durations.csv";
    private const int MostClasses = 1 << 16;

    private static readonly string[] All = ["train", "val", "test"];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string Form =>
        $"LVU has a folder {task} with train.csv, val.csv and test.csv, of the columns {Number}, {Class} and {Video} parted by a space.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root)
    {
        _ = SplitRules.Folder(root);
        return this.Present(root, All.Where(split => Path.Exists(FileOf(root, split))));
    }

    /// <inheritdoc/>
    public DatasetSplit<LabelledVideo> Labels(string root, string split, CancellationToken cancellation)
    {
        var present = Splits(root);
        this.Require(root, split, present);
        var classes = new Dictionary<int, string>();
        var durations = Durations(Path.Combine(root, DurationFile), cancellation);
        var found = new SplitBuilder<LabelledVideo>(this, root, split);
        foreach (var one in present)
        {
            foreach (var (line, label, named, video) in Rows(FileOf(root, one), cancellation))
            {
                if (!classes.TryAdd(label, named) && classes[label] != named)
                    throw line.Error(
                        $"the class {label} is called {SplitRules.Quoted(named)} here and {SplitRules.Quoted(classes[label])} before.");
                double? duration = durations.TryGetValue(video, out var seconds) ? seconds : null;
                if (one == split) found.Add(new LabelledVideo(video, label, duration));
            }
        }
        return found.Build(SplitRules.ByNumber(classes));
    }

    private string FileOf(string root, string split) => Path.Combine(root, task, split + ".csv");

    private IEnumerable<(ListedLine Line, int Label, string Class, string Video)> Rows(string path, CancellationToken cancellation)
    {
        string[]? header = null;
        foreach (var line in ListedLine.Read(path, cancellation))
        {
            string[] fields = line.Text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (header is null)
            {
                header = fields;
                foreach (var column in (string[])[Number, Class, Video])
                    if (!header.Contains(column)) throw line.Error($"the header names no '{column}'. {Form}");
                continue;
            }
            var (number, named, video) = (Array.IndexOf(header, Number), Array.IndexOf(header, Class), Array.IndexOf(header, Video));
            if (fields.Length > header.Length || fields.Length <= Math.Max(number, Math.Max(named, video)))
                throw line.Error($"has {fields.Length} fields where the header names {header.Length}.");
            if (!int.TryParse(fields[number], NumberStyles.None, CultureInfo.InvariantCulture, out var label) || label >= MostClasses)
                throw line.Error($"the number of a class is a whole number below {MostClasses}; got {SplitRules.Quoted(fields[number])}.");
            yield return (line, label, fields[named], fields[video]);
        }
    }

    private static Dictionary<string, double> Durations(string path, CancellationToken cancellation)
    {
        var durations = new Dictionary<string, double>(StringComparer.Ordinal);
        if (!Path.Exists(path)) return durations;
        foreach (var row in SplitRules.Rows(path, ["videoid", "duration"], cancellation))
            if (row["videoid"] is { } video && SplitRules.Number(row, "duration") is { } seconds) durations[video] = seconds;
        return durations;
    }
}
