using System.Globalization;
using System.Text.RegularExpressions;
using Gexia.Data.Datasets.Csv;
using Gexia.Data.Datasets.Splits;
using Gexia.Io;

namespace Gexia.Data.Datasets;

/// <summary>
/// How2QA (Li et al., EMNLP 2020): <c>how2QA_val_release.csv</c> and so on, without a header: video, <c>[start:end]</c>, three wrong
/// answers, question, right answer;
/// or JSON Lines of <c>{"clip_id", "span", "text_q", "text_a", "answer_idx"}</c>, as LF-VILA has them, whose clips
/// are files of their own.
/// </summary>
/// <remarks>
/// As the right answer stands last in every row, the choices are put into an order of their own, which depends on nothing but the number of
/// the question in its file.
/// </remarks>
internal sealed partial class How2Qa : IChoiceSource
{
    private const string Video = "video", Span = "span", Question = "question", Right = "right";
    private const string ClipId = "clip_id", TextQuestion = "text_q", TextAnswers = "text_a", AnswerIndex = "answer_idx";

    private static readonly string[] Wrong = ["wrong 1", "wrong 2", "wrong 3"];
    private static readonly string[] Columns = [Video, Span, .. Wrong, Question, Right];
    private static readonly string[] All = ["train", "val", "test_public", "test"];

    private readonly record struct Stated(
        string Place, string Video, double Start, double End, string Question, IReadOnlyList<string> Choices, int Answer);

    /// <inheritdoc/>
    public string Name => "how2qa";

    /// <inheritdoc/>
    public string Form =>
        "How2QA has how2QA_train_release.csv, how2QA_val_release.csv and how2QA_test_public_release.csv, or train.jsonl and so on "
        + $"with {ClipId}, {Span}, {TextQuestion}, {TextAnswers} and {AnswerIndex}.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Splits(string root)
    {
        InputFolder.Require(root);
        var files = Files(root);
        return this.Present(root, All.Where(files.ContainsKey));
    }

    /// <inheritdoc/>
    public DatasetSplit<ChoiceQuestion> Choices(string root, string split, CancellationToken cancellation)
    {
        this.Require(root, split, Splits(root));
        var path = Files(root)[split];
        var found = new SplitBuilder<ChoiceQuestion>(this, root, split);
        var number = 0;
        foreach (var stated in IsCsv(path) ? Rows(path, cancellation) : Lines(path, cancellation))
        {
            var order = new Rng(0).At(number++, "order of choices").Permutation(stated.Choices.Count).ToArray();
            if (stated.Video.Length == 0) throw new GexiaException($"{stated.Place}: the name of the video is empty.");
            if (stated.Start < 0 || stated.End <= stated.Start) found.Drop(DropReason.EmptySegments);
            else if (stated.Question.Length == 0) found.Drop(DropReason.NoQuestion);
            else if (stated.Choices[stated.Answer].Length == 0) found.Drop(DropReason.NoAnswer);
            else
                found.Add(
                    new ChoiceQuestion(
                        stated.Video, stated.Start, stated.End, stated.Question, [.. order.Select(i => stated.Choices[i])],
                        Array.IndexOf(order, stated.Answer)));
        }
        return found.Build(
            [.. found.Items.Select(item => item.Choices[item.Answer]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
    }

    /// <summary>The file of each split: CSV, or in its place JSON Lines.</summary>
    private static Dictionary<string, string> Files(string root)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(root).Order(StringComparer.Ordinal))
        {
            if (FileName().Match(Path.GetFileName(path)) is not { Success: true } match) continue;
            var split = match.Groups[1].Value.ToLowerInvariant();
            if (!files.TryGetValue(split, out var known) || (!IsCsv(known) && IsCsv(path))) files[split] = path;
        }
        return files;
    }

    private static bool IsCsv(string path) => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<Stated> Rows(string path, CancellationToken cancellation)
    {
        foreach (var row in SplitRules.RowsOf(path, Columns, cancellation))
        {
            var (start, end) = Times(row[Span] ?? "", row.Place);
            yield return new Stated(
                row.Place, Text(row, Video), start, end, Text(row, Question), [.. Wrong.Append(Right).Select(name => Text(row, name))],
                Wrong.Length);
        }

        static string Text(CsvRow row, string name) => (row[name] ?? "").Trim();
    }

    private static IEnumerable<Stated> Lines(string path, CancellationToken cancellation)
    {
        foreach (var record in JsonLines.Read(path, numbersMayBeMissing: true, cancellation))
        {
            string[] choices = [.. record.Texts(TextAnswers).Select(choice => choice.Trim())];
            var answer = record.OptionalCount(AnswerIndex, 0, -1);
            if (choices.Length < 2) throw record.Error($"'{TextAnswers}' must hold two answers at least; it holds {choices.Length}.");
            if (answer < 0 || answer >= choices.Length)
                throw record.Error($"'{AnswerIndex}' must count the {choices.Length} answers from 0; got {answer}.");
            var (start, end) = Times(record);
            yield return new Stated(
                record.Place, record.Text(ClipId).Trim(), start, end, record.Text(TextQuestion).Trim(), choices, answer);
        }
    }

    /// <summary>The times of a line; those of the whole clip where there are none, or numbers that are none.</summary>
    private static (double Start, double End) Times(JsonRecord record)
    {
        if (record.StatedNumbers(Span) is not { } span || span.Any(double.IsNaN)) return (0, double.PositiveInfinity);
        return span.Count == 2
            ? (span[0], span[1])
            : throw record.Error($"'{Span}' must hold a start and an end; it holds {span.Count} numbers.");
    }

    private static (double Start, double End) Times(string span, string place)
    {
        var parts = span is ['[', .. var inner, ']'] ? inner.Split(':') : [];
        return parts.Length == 2 && Seconds(parts[0]) is { } start && Seconds(parts[1]) is { } end
            ? (start, end)
            : throw new GexiaException($"{place}: the second field must be a span such as [7.2:18.0]; got {SplitRules.Quoted(span)}.");
    }

    private static double? Seconds(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var time) && double.IsFinite(time) ? time : null;

    [GeneratedRegex(
        @"^(?:how2qa[_-])?(train|val|test_public|test)(?:[_-]release)?\.(?:csv|jsonl)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FileName();
}
