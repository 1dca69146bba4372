using System.Globalization;
using System.Text.Json;
using Gexia.Io;

namespace Gexia.Data.Datasets.Splits;

/// <summary>
/// The files in which the questions of Xu et al. (ACM Multimedia 2017) are published: <c>train_qa.json</c>, an array of
/// <c>{"answer", "id", "question", "video_id"}</c>, or in its place <c>train.csv</c> with <c>video,question,answer,qid,type</c>, in which
/// questions end without a question mark; the same of <c>val</c> and <c>test</c>.
/// </summary>
internal static class QuestionFiles
{
    /// <summary>What a root holds, for <see cref="IAnnotationSource.Form"/>.</summary>
    public const string Form =
        "train_qa.json, val_qa.json and test_qa.json, or train.csv, val.csv and test.csv with the columns video, question and answer";

    private const string Video = "video", Question = "question", Answer = "answer", Number = "qid";

    private static readonly string[] All = ["train", "val", "test"];
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>The splits of which there is a file.</summary>
    /// <exception cref="GexiaException">There is none.</exception>
    public static IReadOnlyList<string> Splits(ISplitSource source, string root)
    {
        InputFolder.Require(root);
        return source.Present(root, All.Where(split => FileOf(root, split) is not null));
    }

    /// <summary>The questions of a split.</summary>
    /// <param name="source">The data set.</param>
    /// <param name="root">The folder of its files.</param>
    /// <param name="split">One of <see cref="Splits"/>.</param>
    /// <param name="prefix">What stands before the number of a video in its name.</param>
    /// <param name="name">The video that such a name means.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="GexiaException">There is no such split, or its file has another form.</exception>
    public static DatasetSplit<VideoQuestion> Read(
        ISplitSource source, string root, string split, string prefix, Func<string, string> name, CancellationToken cancellation)
    {
        source.Require(root, split, Splits(source, root));
        var path = FileOf(root, split)!;
        var found = new SplitBuilder<VideoQuestion>(source, root, split);
        foreach (var stated in path.EndsWith(".json", StringComparison.Ordinal) ? Json(path, cancellation) : Csv(path, cancellation))
        {
            var video = name(prefix + Whole(stated.Video.Trim(), stated.Place, "a video", prefix));
            var (question, answer) = (stated.Question.Trim(), stated.Answer.Trim());
            if (question.Length == 0) found.Drop(DropReason.NoQuestion);
            else if (answer.Length == 0) found.Drop(DropReason.NoAnswer);
            else found.Add(new VideoQuestion(video, question, answer, Whole(stated.Id.Trim(), stated.Place, "a question")));
        }
        return found.Build(ByFrequency(found.Items));
    }

    private static string[] ByFrequency(IEnumerable<VideoQuestion> questions) =>
        [
            .. questions.GroupBy(question => question.Answer, StringComparer.Ordinal).OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Key)
        ];

    private static string? FileOf(string root, string split) =>
        new[] { $"{split}_qa.json", $"{split}.csv" }.Select(name => Path.Combine(root, name)).FirstOrDefault(Path.Exists);

    private readonly record struct Stated(string Place, string Video, string Question, string Answer, string Id);

    private static IEnumerable<Stated> Json(string path, CancellationToken cancellation)
    {
        using var json = StrictJson.Parse(InputFile.ReadAllUtf8(path, SplitRules.LargestFile), path, Strict);
        if (json.RootElement.ValueKind != JsonValueKind.Array) throw new GexiaException($"{path}: must be a list of questions.");
        var number = 0;
        foreach (var element in json.RootElement.EnumerateArray())
        {
            cancellation.ThrowIfCancellationRequested();
            var record = new JsonRecord(element, $"{path}, record {++number}");
            yield return new Stated(
                record.Place, Stated(record, "video_id"), Text(record, Question), Text(record, Answer), Stated(record, "id"));
        }

        static string Stated(JsonRecord record, string name) =>
            record.OptionalTextOrNumber(name) ?? throw record.Error($"'{name}' is missing.");

        static string Text(JsonRecord record, string name) =>
            record.Has(name) ? record.OptionalText(name) ?? "" : throw record.Error($"'{name}' is missing.");
    }

    private static IEnumerable<Stated> Csv(string path, CancellationToken cancellation)
    {
        var number = 0;
        foreach (var row in SplitRules.Rows(path, [Video, Question, Answer], cancellation))
        {
            var id = row[Number] ?? number.ToString(CultureInfo.InvariantCulture);
            number++;
            yield return new Stated(row.Place, row[Video] ?? "", row[Question] ?? "", row[Answer] ?? "", id);
        }
    }

    private static long Whole(string text, string place, string what, string prefix = "") =>
        long.TryParse(
            text.AsSpan(text.StartsWith(prefix, StringComparison.Ordinal) ? prefix.Length : 0), NumberStyles.None,
            CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new GexiaException($"{place}: {what} is called by a whole number; got {SplitRules.Quoted(text)}.");
}
