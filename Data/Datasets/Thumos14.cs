using System.Text.Json;
using Gexia.Data.Datasets.Csv;
using Gexia.Data.Datasets.Splits;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>
/// THUMOS14 (Jiang et al., 2014) for temporal localisation: <c>val_Annotation.csv</c>, on which models are trained, and
/// <c>test_Annotation.csv</c>, a row a segment; or in place of either <c>thumos_gt.json</c>, in the form of ActivityNet, where the first is
/// called <c>train</c> and times are texts.
/// </summary>
/// <remarks>
/// Labels count the 20 names of classes in ordinal order: the column <c>type_idx</c> counts those of UCF101. Rows of the type
/// <c>Ambiguous</c>, 0 in that column, are left out.
/// </remarks>
internal sealed class Thumos14 : ISegmentSource
{
    private const string Json = "thumos_gt.json", Val = "val", Test = "test";
    private const string Video = "video", Type = "type", Number = "type_idx", Start = "start", End = "end";

    private static readonly string[] All = [Val, Test];
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <inheritdoc/>
    public string Name => "thumos14";

    /// <inheritdoc/>
    public string Form => $"THUMOS14 has {Csv(Val)} and {Csv(Test)}, or {Json}.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root) => Present(root, Read(root, CancellationToken.None));

    /// <inheritdoc/>
    public DatasetSplit<SegmentedVideo> Segments(string root, string split, CancellationToken cancellation)
    {
        var videos = Read(root, cancellation);
        this.Require(root, split, Present(root, videos));
        return UntrimmedVideo.Build(this, root, split, videos, UntrimmedVideo.Classes(videos, []));
    }

    private static string Csv(string split) => $"{split}_Annotation.csv";

    private IReadOnlyList<string> Present(string root, List<UntrimmedVideo> videos) =>
        this.Present(root, All.Where(split => Path.Exists(Path.Combine(root, Csv(split))) || videos.Any(video => video.Split == split)));

    private static List<UntrimmedVideo> Read(string root, CancellationToken cancellation)
    {
        InputFolder.Require(root);
        List<UntrimmedVideo> videos = [];
        List<string> left = [];
        foreach (var split in All)
        {
            var path = Path.Combine(root, Csv(split));
            if (Path.Exists(path)) videos.AddRange(Rows(path, split, cancellation));
            else left.Add(split);
        }
        var json = Path.Combine(root, Json);
        if (left.Count > 0 && Path.Exists(json)) videos.AddRange(Records(json, cancellation).Where(video => left.Contains(video.Split)));
        return videos;
    }

    /// <summary>The videos of a CSV in the order in which they come first; rows of one need not follow each other.</summary>
    private static IEnumerable<UntrimmedVideo> Rows(string path, string split, CancellationToken cancellation)
    {
        var videos = new OrderedDictionary<string, List<UntrimmedVideo.Segment>>(StringComparer.Ordinal);
        foreach (var row in SplitRules.Rows(path, [Video, Type, Start, End], cancellation))
        {
            string Cell(string name) => row[name] ?? throw new GexiaException($"{row.Place}: '{name}' is empty.");
            double Time(string name) => SplitRules.Number(row, name) ?? throw new GexiaException($"{row.Place}: '{name}' is empty.");
            var video = Cell(Video);
            if (!videos.TryGetValue(video, out var segments)) videos.Add(video, segments = []);
            var label = row[Number] == "0" ? UntrimmedVideo.Ambiguous : Cell(Type);
            segments.Add(new UntrimmedVideo.Segment(Time(Start), Time(End), label));
        }
        return videos.Select(video => new UntrimmedVideo(video.Key, split, null, video.Value));
    }

    private static List<UntrimmedVideo> Records(string path, CancellationToken cancellation)
    {
        using var json = StrictJson.Parse(InputFile.ReadAllUtf8(path, SplitRules.LargestFile), path, Strict);
        var root = new JsonRecord(json.RootElement, path);
        var database = root.OptionalRecord("database") ?? throw root.Error("'database' is missing.");
        List<UntrimmedVideo> videos = [];
        foreach (var (name, record) in database.Records().Until(cancellation))
        {
            var split = record.Text("subset") switch
            {
                "train" or "training" or "val" or "validation" => Val,
                "test" or "testing" => Test,
                var other => throw record.Error($"'subset' must be train or test; got {SplitRules.Quoted(other)}."),
            };
            videos.Add(new UntrimmedVideo(name, split, record.OptionalNumber("duration"), UntrimmedVideo.Annotations(record)));
        }
        return videos;
    }
}
