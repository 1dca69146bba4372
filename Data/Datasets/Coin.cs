using System.Globalization;
using System.Text.Json;
using Gexia.Data.Datasets.Splits;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>
/// COIN (Tang et al., CVPR 2019): <c>COIN.json</c>, of each video its task, <c>class</c> by name and <c>recipe_type</c> by number, its
/// duration and its <c>subset</c>, of which <c>validation</c> is what models are tested on.
/// </summary>
/// <remarks>
/// Labels are the numbers of the tasks; names of tasks that no video shows come from <c>taxonomy_target_action_mapping.csv</c> where that
/// is there. The steps of a video, <c>annotation</c>, are not read: a label is that of the whole video.
/// </remarks>
internal sealed class Coin : ILabelSource
{
    private const string File = "COIN.json", Taxonomy = "taxonomy_target_action_mapping.csv";
    private const string Number = "recipe_type", Class = "class", Subset = "subset", Target = "target id", TargetName = "target label";
    private const int MostClasses = 1 << 16;

    private static readonly string[] All = ["training", "validation"];
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    private readonly record struct Entry(string Video, string Split, int Label, double? Duration);

    /// <inheritdoc/>
    public string Name => "coin";

    /// <inheritdoc/>
    public string Form => $"COIN has {File}, whose 'database' has {Class}, {Number} and {Subset} of each video.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root)
    {
        InputFolder.Require(root);
        return Path.Exists(Path.Combine(root, File)) ? Present(root, Read(root, [], CancellationToken.None)) : this.Present(root, []);
    }

    /// <inheritdoc/>
    public DatasetSplit<LabelledVideo> Labels(string root, string split, CancellationToken cancellation)
    {
        InputFolder.Require(root);
        if (!Path.Exists(Path.Combine(root, File))) this.Present(root, []);
        var classes = new Dictionary<int, string>();
        var videos = Read(root, classes, cancellation);
        this.Require(root, split, Present(root, videos));
        AddTaxonomy(Path.Combine(root, Taxonomy), classes, cancellation);
        var found = new SplitBuilder<LabelledVideo>(this, root, split);
        foreach (var video in videos.Where(video => video.Split == split))
            found.Add(new LabelledVideo(video.Video, video.Label, video.Duration));
        return found.Build(SplitRules.ByNumber(classes));
    }

    private IReadOnlyList<string> Present(string root, List<Entry> videos)
    {
        var present = videos.Select(video => video.Split).ToHashSet(StringComparer.Ordinal);
        return this.Present(root, All.Where(present.Contains));
    }

    /// <summary>All videos in the order of the file.</summary>
    private static List<Entry> Read(string root, Dictionary<int, string> classes, CancellationToken cancellation)
    {
        var path = Path.Combine(root, File);
        using var json = StrictJson.Parse(InputFile.ReadAllUtf8(path, SplitRules.LargestFile), path, Strict);
        var whole = new JsonRecord(json.RootElement, path);
        var database = whole.OptionalRecord("database") ?? throw whole.Error("'database' is missing.");
        List<Entry> videos = [];
        foreach (var (video, record) in database.Records().Until(cancellation))
        {
            var (label, name) = (Label(record), record.Text(Class).Trim());
            if (!classes.TryAdd(label, name) && classes[label] != name)
                throw record.Error(
                    $"the task {label} is called {SplitRules.Quoted(name)} here and {SplitRules.Quoted(classes[label])} before.");
            videos.Add(new Entry(video, Split(record), label, record.OptionalNumber("duration")));
        }
        return videos;
    }

    private static int Label(JsonRecord record)
    {
        var text = record.OptionalTextOrNumber(Number) ?? throw record.Error($"'{Number}' is missing.");
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var label) && label < MostClasses
            ? label
            : throw record.Error($"'{Number}' must be a whole number below {MostClasses}; got {SplitRules.Quoted(text)}.");
    }

    private static string Split(JsonRecord record) => record.Text(Subset) switch
    {
        "training" or "train" => "training",
        "validation" or "val" or "testing" or "test" => "validation",
        var other => throw record.Error($"'{Subset}' must be training or validation; got {SplitRules.Quoted(other)}."),
    };

    private static void AddTaxonomy(string path, Dictionary<int, string> classes, CancellationToken cancellation)
    {
        if (!Path.Exists(path)) return;
        foreach (var row in SplitRules.Rows(path, [Target, TargetName], cancellation))
        {
            if (row[TargetName] is not { } name) continue;
            if (!int.TryParse(row[Target], NumberStyles.None, CultureInfo.InvariantCulture, out var label) || label >= MostClasses)
                throw new GexiaException($"{row.Place}: '{Target}' must be a whole number below {MostClasses}.");
            classes.TryAdd(label, name);
        }
    }
}
