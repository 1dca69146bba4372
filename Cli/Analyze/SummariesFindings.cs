using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Report;
using Gexia.Cli.Tables;
using Gexia.Data.Granularities;

namespace Gexia.Cli.Analyze;

/// <summary>What the references of some tasks are.</summary>
internal enum SummaryReference
{
    /// <summary>Stated in the file of tasks.</summary>
    File,
    /// <summary>Ready-made summaries of sources.</summary>
    Summaries,
    /// <summary>The long text itself, as nobody has summed it up.</summary>
    Text,
}

/// <summary>How good summaries are.</summary>
/// <param name="Tasks">What was summed up.</param>
/// <param name="Reference">What the summaries were held against.</param>
/// <param name="MaxWords">The longest summary.</param>
/// <param name="Encoder">Whose tokens BERTScore compared; null where there was none.</param>
/// <param name="Rows">A row for each summariser.</param>
internal sealed record SummariesFindings(
    IReadOnlyList<SummaryTask> Tasks, SummaryReference Reference, int MaxWords, string? Encoder, IReadOnlyList<SummaryAssessment> Rows)
    : AnalysisFindings
{
    private sealed record Published(string Name, double Rouge1, double Rouge2, double RougeL, double BertScore, double Seconds);

    // 100 tasks of LSMDC's validation set, references by GPT-4.
    private static readonly Published[] paper =
    [
        new("Longchat-7b", .43, .20, .34, .90, 2.45), new("OpenLlama-7b", .48, .24, .39, .89, 1.03),
        new("OpenLlama-13b", .38, .18, .31, .90, 2.19), new("Fastchat-T5-3b", .48, .25, .40, .91, 2.97),
        new("Dolly-v2-7b", .36, .15, .28, .89, 4.93), new("InternLM-7b", .32, .13, .26, .87, 3.36),
        new("RWKV-4-7b", .28, .11, .23, .88, 1.04), new("Vicuna-7b", .46, .23, .37, .91, 1.91),
        new("Vicuna-13b, chosen", .48, .24, .39, .92, 2.19), new("Vicuna-33b", .50, .27, .42, .92, 7.38),
    ];

    private string Against => Reference switch
    {
        SummaryReference.File => "the references of the file of tasks",
        SummaryReference.Summaries => "the ready-made summaries of the sources",
        _ => "the long texts themselves, as nobody has summed them up: they say how much of a text stays",
    };

    private string Protocol => $"F1 of words in small letters without stemming, means over {Tasks.Count} tasks, summaries of at most "
        + $"{MaxWords} words held against {Against}. "
        + (Encoder is null
            ? "BERTScore needs --encoder."
            : $"BERTScore without idf and without rescaling, by the {Encoder}: the paper's is another encoder's, and cannot be compared.");

    private const string PaperProtocol = "The paper's tasks are 100 texts of LSMDC's validation set with references by GPT-4, and its "
        + "seconds those of a GPU: compare rows of one table, not across the two.";

    public override void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteNumber("tasks", Tasks.Count);
        if (Tasks.All(task => task.Clips > 0)) json.WriteNumber("mean_clips", Math.Round(Tasks.Average(task => task.Clips), 4));
        else json.WriteNull("mean_clips");
        json.WriteString("reference", Reference.ToString().ToLowerInvariant());
        json.WriteNumber("max_words", MaxWords);
        json.WriteString("encoder", Encoder);
        json.WriteStartArray("rows");
        foreach (var row in Rows)
        {
            json.WriteStartObject();
            json.WriteString("summarizer", row.Summarizer);
            json.WriteNumber("rouge_1", Math.Round(row.Rouge1, 6));
            json.WriteNumber("rouge_2", Math.Round(row.Rouge2, 6));
            json.WriteNumber("rouge_l", Math.Round(row.RougeL, 6));
            if (row.BertScore is { } score && double.IsFinite(score)) json.WriteNumber("bert_score", Math.Round(score, 6));
            else json.WriteNull("bert_score");
            json.WriteNumber("seconds", Math.Round(row.Seconds, 6));
            json.WriteNumber("mean_words", Math.Round(row.Words, 4));
            json.WriteNumber("truncated", row.Truncated);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("paper");
        foreach (var row in paper)
        {
            json.WriteStartObject();
            json.WriteString("summarizer", row.Name);
            json.WriteNumber("rouge_1", row.Rouge1);
            json.WriteNumber("rouge_2", row.Rouge2);
            json.WriteNumber("rouge_l", row.RougeL);
            json.WriteNumber("bert_score", row.BertScore);
            json.WriteNumber("seconds", row.Seconds);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public override void Show(Session session)
    {
        var table = new TextTable(
            Column.Word("summariser"), Column.Number("ROUGE-1"), Column.Number("ROUGE-2"), Column.Number("ROUGE-L"),
            Column.Number("BERTScore"), Column.Number("seconds a task"));
        foreach (var cells in Cells()) table.Add(cells);
        session.Terminal.Write(table);
        session.Terminal.Write($"{Protocol} {PaperProtocol}");
    }

    public override ReportModel Report() => new(
        "Summaries",
        $"{Tasks.Count} long texts were summed up by {Rows.Count} {(Rows.Count == 1 ? "summariser" : "summarisers")}, and the summaries "
        + $"held against {Against}.",
        [],
        [
            new("ROUGE-1, -2", "words and pairs of neighbouring words that summary and reference share: F1, 1 is best"),
            new("ROUGE-L", "the longest sequence of words that both have in one order"),
            new("BERTScore", "for each word the most similar one of the other text, by features of an encoder: F1"),
        ],
        [
            new("tasks", Tasks.Count.ToString(CultureInfo.InvariantCulture)),
            new("words at most", MaxWords.ToString(CultureInfo.InvariantCulture)), new("encoder", Encoder ?? "none"),
        ],
        Encoder is null ? ["BERTScore was not measured: no encoder was named."] : [],
        [
            new ReportTable(
                "Beside the paper's", $"{Protocol} {PaperProtocol}", "summariser",
                [new("ROUGE-1"), new("ROUGE-2"), new("ROUGE-L"), new("BERTScore"), new("seconds a task")],
                [.. Cells().Select((cells, row) => new ReportRow(
                    cells[0], [.. cells.Skip(1).Select(cell => new ReportCell(cell))], EndsGroup: row == Rows.Count - 1))]),
            new BarChart(
                "ROUGE-1", "Ours, then the paper's.", "F1, percent",
                [.. Rows.Select(row => row.Summarizer), .. paper.Select(row => row.Name)],
                [
                    ("ROUGE-1", [.. Rows.Select(row => 100 * row.Rouge1), .. paper.Select(row => 100 * row.Rouge1)]),
                ]),
        ],
        "");

    private IEnumerable<string[]> Cells() =>
    [
        .. Rows.Select(row => Cells(row.Summarizer, row.Rouge1, row.Rouge2, row.RougeL, row.BertScore ?? double.NaN, row.Seconds)),
        .. paper.Select(row => Cells($"{row.Name} (paper)", row.Rouge1, row.Rouge2, row.RougeL, row.BertScore, row.Seconds)),
    ];

    private static string[] Cells(string name, double one, double two, double longest, double score, double seconds) =>
        [name, Share(one), Share(two), Share(longest), Share(score), Seconds(seconds)];

    private static string Share(double value) => double.IsFinite(value) ? value.ToString("0.00", CultureInfo.InvariantCulture) : "–";

    private static string Seconds(double value) => value.ToString(value < 0.01 ? "0.000000" : "0.00", CultureInfo.InvariantCulture);
}
