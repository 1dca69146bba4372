using System.Text.Json;
using Gexia.Data.Datasets.Csv;
using Gexia.Data.Datasets.Splits;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>
/// ActivityNet 1.3 (Heilbron et al., CVPR 2015): the official <c>activity_net.v1-3.min.json</c>, or in its place the files that many
/// loaders take: <c>anet_anno_action.json</c> with the segments, <c>video_info_new.csv</c> with the splits, and <c>action_name.csv</c>.
/// </summary>
/// <remarks>
/// A video is <c>v_</c> and its id on YouTube, as in the second form; see <see cref="VideoFolder"/>. Labels count the names of classes in
/// ordinal order, which is the same in both forms. The annotations of the testing split are not published.
/// </remarks>
internal sealed class ActivityNet : ISegmentSource
{
    private const string Official = "activity_net.v1-3.min.json";
    private const string Segmented = "anet_anno_action.json", Info = "video_info_new.csv", Names = "action_name.csv";
    private const string Prefix = "v_", Video = "video", Subset = "subset", Action = "action";

    private static readonly string[] All = ["training", "validation", "testing"];
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <inheritdoc/>
    public string Name => "activitynet-v1.3";

    /// <inheritdoc/>
    public string Form => $"ActivityNet 1.3 has {Official}, or {Segmented} and {Info}, perhaps with {Names}.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root) => Present(root, Read(root, CancellationToken.None));

    /// <inheritdoc/>
    public DatasetSplit<SegmentedVideo> Segments(string root, string split, CancellationToken cancellation)
    {
        var videos = Read(root, cancellation);
        this.Require(root, split, Present(root, videos));
        var names = Path.Combine(root, Names);
        var listed = Path.Exists(names) ? Listed(names, cancellation) : [];
        return UntrimmedVideo.Build(this, root, split, videos, UntrimmedVideo.Classes(videos, listed));
    }

    private IReadOnlyList<string> Present(string root, List<UntrimmedVideo> videos)
    {
        var present = videos.Select(video => video.Split).ToHashSet(StringComparer.Ordinal);
        return this.Present(root, All.Where(present.Contains));
    }

    private List<UntrimmedVideo> Read(string root, CancellationToken cancellation)
    {
        InputFolder.Require(root);
        var official = Path.Combine(root, Official);
        if (Path.Exists(official)) return OfficialVideos(official, cancellation);
        var (segmented, info) = (Path.Combine(root, Segmented), Path.Combine(root, Info));
        if (!Path.Exists(segmented) && !Path.Exists(info)) return [];       // told by Present
        return DerivedVideos(this.RequireFile(root, Segmented), this.RequireFile(root, Info), cancellation);
    }

    private static List<UntrimmedVideo> OfficialVideos(string path, CancellationToken cancellation)
    {
        using var json = StrictJson.Parse(InputFile.ReadAllUtf8(path, SplitRules.LargestFile), path, Strict);
        var root = new JsonRecord(json.RootElement, path);
        var database = root.OptionalRecord("database") ?? throw root.Error("'database' is missing.");
        List<UntrimmedVideo> videos = [];
        foreach (var (id, record) in database.Records().Until(cancellation))
        {
            videos.Add(
                new UntrimmedVideo(
                    Prefix + id, Split(record.Text(Subset), record.Place), record.OptionalNumber("duration"),
                    UntrimmedVideo.Annotations(record)));
        }
        return videos;
    }

    /// <summary>The videos that the CSV lists, in its order.</summary>
    private static List<UntrimmedVideo> DerivedVideos(string segmented, string info, CancellationToken cancellation)
    {
        using var json = StrictJson.Parse(InputFile.ReadAllUtf8(segmented, SplitRules.LargestFile), segmented, Strict);
        var records = new JsonRecord(json.RootElement, segmented).Records()
            .ToDictionary(entry => entry.Name, entry => entry.Record, StringComparer.Ordinal);
        List<UntrimmedVideo> videos = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (var row in SplitRules.Rows(info, [Video, Subset], cancellation))
        {
            var name = row[Video] ?? throw new GexiaException($"{row.Place}: '{Video}' is empty.");
            if (!seen.Add(name)) throw new GexiaException($"{row.Place}: {SplitRules.Quoted(name)} stands there twice.");
            var split = Split(row[Subset] ?? "", row.Place);
            if (!records.TryGetValue(name, out var record))
                throw new GexiaException($"{row.Place}: {Segmented} has no {SplitRules.Quoted(name)}.");
            videos.Add(
                new UntrimmedVideo(
                    name, split, record.OptionalNumber("duration_second") ?? SplitRules.Number(row, "seconds"),
                    UntrimmedVideo.Annotations(record)));
        }
        return videos;
    }

    private static List<string> Listed(string path, CancellationToken cancellation) =>
        [
            .. SplitRules.Rows(path, [Action], cancellation)
                .Select(row => row[Action] ?? throw new GexiaException($"{row.Place}: '{Action}' is empty."))
        ];

    private static string Split(string subset, string place) => subset switch
    {
        "training" or "train" => "training",
        "validation" or "val" => "validation",
        "testing" or "test" => "testing",
        _ => throw new GexiaException($"{place}: '{Subset}' must be one of {string.Join(", ", All)}; got {SplitRules.Quoted(subset)}."),
    };
}
