using System.Text.Json;
using Gexia.Data.Datasets.Csv;
using Gexia.Data.Datasets.Splits;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>
/// MSR-VTT (Xu et al., CVPR 2016) in the files by which retrieval is trained and measured: <c>MSRVTT_JSFUSION_test.csv</c>, one sentence of
/// each of 1,000 videos, and <c>MSRVTT_train.9k.csv</c>, a list of videos whose sentences, about 20 of each, are in
/// <c>MSRVTT_data.json</c> beside it.
/// </summary>
/// <remarks>
/// A pair is one sentence and the whole file of its video, <c>video7010.mp4</c>: the clips are published cut, so the times of
/// <c>MSRVTT_data.json</c>, which count from the start of the uncut video, say nothing here. Sentences are trimmed; the data set has ones
/// with spaces at their ends, and the same sentence more than once.
/// </remarks>
internal sealed class MsrVtt : IPairSplitSource
{
    private const string Video = "video_id", Sentence = "sentence", SentencesFile = "MSRVTT_data.json";

    /// <summary>Bytes; the published file has about 30 million.</summary>
    private const long LargestFile = 1 << 28;

    private static readonly (string Split, string File)[] Files =
        [("9k", "MSRVTT_train.9k.csv"), ("7k", "MSRVTT_train.7k.csv"), ("1k-A", "MSRVTT_JSFUSION_test.csv")];

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <inheritdoc/>
    public string Name => "msrvtt";

    /// <inheritdoc/>
    public string Form =>
        $"MSR-VTT has a CSV with the columns {Video} and {Sentence} (MSRVTT_JSFUSION_test.csv), or one with {Video} alone "
        + $"(MSRVTT_train.9k.csv) beside {SentencesFile}.";

    /// <inheritdoc/>
    public IEnumerable<StatedPair> Read(PairFile file, CancellationToken cancellation) =>
        Read(CsvTable.Rows(file.Path, [Video], HeaderProblem, cancellation), file, cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root)
    {
        InputFolder.Require(root);
        return this.Present(root, Files.Where(file => Path.Exists(Path.Combine(root, file.File))).Select(file => file.Split));
    }

    /// <inheritdoc/>
    public string FileOf(string root, string split)
    {
        this.Require(root, split, Splits(root));
        return Path.Combine(root, Files.Single(file => file.Split == split).File);
    }

    /// <inheritdoc/>
    /// <remarks>The times of a clip in the uncut video say how long it is.</remarks>
    public SplitFacts Facts(string root, string split, CancellationToken cancellation)
    {
        var durations = new Dictionary<string, double>(StringComparer.Ordinal);
        var path = Path.Combine(root, SentencesFile);
        if (!Path.Exists(path)) return SplitFacts.None;
        using var json = StrictJson.Parse(InputFile.ReadAllUtf8(path, LargestFile), path, Strict);
        foreach (var record in (new JsonRecord(json.RootElement, path).OptionalList("videos") ?? []).Until(cancellation))
            if (record.OptionalNumber("end time") - record.OptionalNumber("start time") is > 0 and var seconds)
                durations[record.Text(Video)] = seconds;
        return new SplitFacts { Durations = durations };
    }

    private static IEnumerable<StatedPair> Read(IEnumerable<CsvRow> rows, PairFile file, CancellationToken cancellation)
    {
        Dictionary<string, List<string>>? sentences = null;
        var path = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file.Path))!, SentencesFile);
        var videos = VideoFolder.Of(file);
        foreach (var row in rows)
        {
            var id = row[Video] ?? "";
            StatedSegment[] clip = [new(id.Length == 0 ? "" : VideoNames.ForId(videos, id), null, null)];
            if (row.Has(Sentence) || row.Problem is not null)
            {
                yield return new StatedPair(row.Place, row.Line, clip, row[Sentence] ?? "", Problem: row.Problem);
                continue;
            }
            sentences ??= Sentences(path, cancellation);
            if (!sentences.TryGetValue(id, out var own))
                yield return new StatedPair(row.Place, row.Line, clip, "", Problem: $"{SentencesFile} has no sentence of '{id}'.");
            else
                foreach (var sentence in own) yield return new StatedPair(row.Place, row.Line, clip, sentence);
        }
    }

    private string? HeaderProblem(IReadOnlyList<string> names) =>
        names.Contains(Video)
            ? null
            : $"its header names no {Video}{(names.Count == 0 ? "" : $"; it begins with {string.Join(", ", names.Take(8))}")}. {Form}";

    /// <summary>The sentences of each video, in the order of the file.</summary>
    private static Dictionary<string, List<string>> Sentences(string path, CancellationToken cancellation)
    {
        using var json = StrictJson.Parse(InputFile.ReadAllUtf8(path, LargestFile), path, Strict);
        var root = new JsonRecord(json.RootElement, path);
        var sentences = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (
            var record in root.OptionalList("sentences") ?? throw root.Error("'sentences' is missing, so it is not the file of MSR-VTT."))
        {
            cancellation.ThrowIfCancellationRequested();
            var video = record.Text(Video);
            if (!sentences.TryGetValue(video, out var own)) sentences[video] = own = [];
            own.Add(record.Text("caption").Trim());
        }
        return sentences;
    }
}
