using System.Text.Json;
using Gexia.Data.Datasets.Splits;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>
/// ActivityNet Captions (Krishna et al., ICCV 2017) for paragraphs and videos: <c>train.json</c>, <c>val_1.json</c>, and
/// <c>val_2.json</c>, in which others tell the same videos; each an object of
/// <c>"v_id": {"duration", "timestamps": [[start, end], …], "sentences": […]}</c>.
/// </summary>
/// <remarks>
/// A pair is a whole video and its paragraph: the sentences, each without white space at its ends, in the order of the file, which is not
/// always that of their times. Segments are not used; some are empty, reversed, or end after their video. The lists of ids beside the files
/// name videos that have no caption.
/// </remarks>
internal sealed class ActivityNetCaptions : IPairSplitSource
{
    private const string Prefix = "v_", Sentences = "sentences";

    // Some copies call val_1 and val_2 val and test.
    private static readonly (string Split, string Ids)[] All =
    [
        ("train", "train_ids.json"), ("val_1", "val_ids.json"), ("val_2", "val_ids.json"), ("val", "val_ids.json"),
        ("test", "test_ids.json")
    ];

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <inheritdoc/>
    public string Name => "activitynet-captions";

    /// <inheritdoc/>
    public string Form =>
        "ActivityNet Captions has train.json, val_1.json and val_2.json, each an object of videos with duration, timestamps and sentences.";

    /// <inheritdoc/>
    public IEnumerable<StatedPair> Read(PairFile file, CancellationToken cancellation)
    {
        InputFile.Require(file.Path, SplitRules.LargestFile);
        return Read(file.Path, VideoFolder.Of(file), cancellation);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root)
    {
        InputFolder.Require(root);
        return this.Present(root, All.Select(entry => entry.Split).Where(split => Path.Exists(Path.Combine(root, split + ".json"))));
    }

    /// <inheritdoc/>
    public string FileOf(string root, string split)
    {
        this.Require(root, split, Splits(root));
        return Path.Combine(root, split + ".json");
    }

    /// <inheritdoc/>
    /// <remarks>A pair joins the captions of a video; videos of the list of ids that have none are left out.</remarks>
    public SplitFacts Facts(string root, string split, CancellationToken cancellation)
    {
        var path = FileOf(root, split);
        var durations = new Dictionary<string, double>(StringComparer.Ordinal);
        var captions = new Dictionary<string, int>(StringComparer.Ordinal);
        using var json = Open(path);
        foreach (var (video, record) in new JsonRecord(json.RootElement, path).Records().Until(cancellation))
        {
            captions[video] = Told(record).Count();
            if (record.OptionalNumber("duration") is { } seconds) durations[video] = seconds;
        }
        var ids = Path.Combine(root, All.Single(entry => entry.Split == split).Ids);
        var without = Path.Exists(ids) ? Ids(ids).Distinct(StringComparer.Ordinal).Count(id => !captions.ContainsKey(id)) : 0;
        return new SplitFacts
        {
            Durations = durations,
            Captions = captions,
            Dropped = without == 0 ? SplitFacts.None.Dropped : new Dictionary<string, int> { [DropReason.NoCaption] = without },
        };
    }

    private IEnumerable<StatedPair> Read(string path, VideoFolder? videos, CancellationToken cancellation)
    {
        using var json = Open(path);
        if (json.RootElement.ValueKind != JsonValueKind.Object) throw new GexiaException($"{path}: expected a JSON object. {Form}");
        var number = 0;
        foreach (var (video, record) in new JsonRecord(json.RootElement, path).Records().Until(cancellation))
        {
            yield return new StatedPair(
                record.Place, ++number, [new StatedSegment(File(videos, video), null, null)], string.Join(' ', Told(record)), video);
        }
    }

    /// <summary>The file of a video. Some copies leave out the prefix, with which an id may begin as well.</summary>
    private static string File(VideoFolder? videos, string video)
    {
        var stem = video.StartsWith(Prefix, StringComparison.Ordinal) ? video : Prefix + video;
        return videos?.Find(stem) ?? videos?.Find(Prefix + video) ?? VideoNames.ForId(null, stem);
    }

    /// <summary>The sentences of a video that say something.</summary>
    private static IEnumerable<string> Told(JsonRecord video) =>
        video.Texts(Sentences).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0);

    private static JsonDocument Open(string path) => StrictJson.Parse(InputFile.ReadAllUtf8(path, SplitRules.LargestFile), path, Strict);

    private static List<string> Ids(string path)
    {
        using var json = Open(path);
        if (json.RootElement.ValueKind != JsonValueKind.Array) throw new GexiaException($"{path}: must be a list of ids.");
        return
        [
            .. json.RootElement.EnumerateArray().Select(
                id => id.ValueKind == JsonValueKind.String ? id.GetString()! : throw new GexiaException($"{path}: an id must be a text."))
        ];
    }
}
