using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Report;
using Gexia.Cli.Tables;
using Gexia.Training.Analysis;

namespace Gexia.Cli.Analyze;

/// <summary>How near long videos, long texts and summaries are.</summary>
/// <param name="Model">Whose features.</param>
/// <param name="IsClip">Whether a video is the mean of its frames, as in the paper.</param>
/// <param name="Pairs">The file.</param>
/// <param name="Frames">Of a video.</param>
/// <param name="Alignment">The figures.</param>
internal sealed record SemanticsFindings(
    string Model, bool IsClip, string Pairs, int Frames, SemanticAlignment Alignment) : AnalysisFindings
{
    private static readonly string[] kinds = ["video", "text", "summary"];

    private readonly record struct Row(string Member, string Name, double PaperMean, double PaperDeviation);

    private static readonly Row[] rows =
    [
        new("video_text", "long video, long text", 0.220, 0.037), new("video_summary", "long video, summary", 0.215, 0.033),
        new("text_summary", "long text, summary", 0.791, 0.084),
    ];

    /// <summary>Long texts that the text tower read in part.</summary>
    public int Truncated { get; init; }

    private CosineSpread[] Figures => [Alignment.VideoText, Alignment.VideoSummary, Alignment.TextSummary];

    private string Features => IsClip
        ? "A video is the mean of its frames' embeddings of length 1"
        : "Features are those of the trained model, not CLIP's, which the paper takes";

    private string Protocol => $"{Alignment.VideoText.Count} long videos of {Frames} frames from {Pairs}, drawn at random; mean and "
        + $"population standard deviation of cosines. {Features}. {Truncated} long texts were cut at the text tower's length. "
        + "The paper: CLIP ViT-B/32, 100 samples, 1 M for texts.";

    public override void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("model", Model);
        json.WriteString("features", IsClip ? "clip" : "run");
        json.WriteString("pairs", Pairs);
        json.WriteNumber("frames", Frames);
        json.WriteNumber("samples", Alignment.VideoText.Count);
        json.WriteNumber("truncated_texts", Truncated);
        json.WriteStartObject("cosines");
        foreach (var (row, figure) in rows.Zip(Figures)) Write(json, row.Member, figure.Mean, figure.Deviation);
        json.WriteEndObject();
        json.WriteStartObject("paper");
        foreach (var row in rows) Write(json, row.Member, row.PaperMean, row.PaperDeviation);
        json.WriteEndObject();
        json.WriteStartObject("tsne");
        json.WriteNumber("perplexity", Math.Round(Alignment.Map.Perplexity, 6));
        json.WriteNumber("learning_rate", Math.Round(Alignment.Map.LearningRate, 6));
        json.WriteNumber("divergence", Math.Round(Alignment.Map.Divergence, 6));
        json.WriteStartArray("points");
        var samples = Alignment.VideoText.Count;
        for (var i = 0; i < kinds.Length * samples; i++)
        {
            json.WriteStartObject();
            json.WriteString("kind", kinds[i / samples]);
            json.WriteNumber("sample", i % samples);
            json.WriteNumber("x", Math.Round(Alignment.Map.Points[i, 0], 4));
            json.WriteNumber("y", Math.Round(Alignment.Map.Points[i, 1], 4));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    public override void Show(Session session)
    {
        var table = new TextTable(Column.Text("cosine of"), Column.Number("mean ± deviation"), Column.Number("paper"));
        foreach (var (row, figure) in rows.Zip(Figures))
            table.Add(row.Name, Text(figure.Mean, figure.Deviation), Text(row.PaperMean, row.PaperDeviation));
        session.Terminal.Write(table);
        session.Terminal.Write(Protocol);
    }

    public override ReportModel Report()
    {
        var samples = Alignment.VideoText.Count;
        var points = Alignment.Map.Points;
        return new(
            "Semantic alignment",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{samples} long videos, their long texts and the summaries of these were embedded in one space. Text and summary have a "
                + $"cosine of {Alignment.TextSummary.Mean:0.000} on average, video and text {Alignment.VideoText.Mean:0.000}, video and "
                + $"summary {Alignment.VideoSummary.Mean:0.000}."),
            [], [new("t-SNE", "points in the plane, near each other where their features are; distances between far points mean nothing")],
            [
                new("samples", samples.ToString(CultureInfo.InvariantCulture)),
                new("perplexity", Alignment.Map.Perplexity.ToString("0.##", CultureInfo.InvariantCulture)),
                new("KL(P‖Q)", Alignment.Map.Divergence.ToString("0.000", CultureInfo.InvariantCulture)),
            ],
            IsClip ? [] : [$"{Features}: the figures stand beside the paper's, but are of other features."],
            [
                new ReportTable(
                    "Cosines", Protocol, "cosine of", [new("mean ± deviation"), new("paper")],
                    [.. rows.Zip(Figures, (row, figure) => new ReportRow(
                        row.Name, [new(Text(figure.Mean, figure.Deviation)), new(Text(row.PaperMean, row.PaperDeviation))]))]),
                new ScatterChart(
                    "Map", "t-SNE of all features by cosine distance; exact, 1000 updates.",
                    [.. kinds.Select((kind, k) => new ScatterSeries(
                        kind == "video" ? "long video" : kind == "text" ? "long text" : kind,
                        [.. Enumerable.Range(k * samples, samples).Select(i => (points[i, 0], points[i, 1]))]))]),
            ],
            "");
    }

    private static string Text(double mean, double deviation) =>
        string.Create(CultureInfo.InvariantCulture, $"{mean:0.000} ± {deviation:0.000}");

    private static void Write(Utf8JsonWriter json, string name, double mean, double deviation)
    {
        json.WriteStartObject(name);
        json.WriteNumber("mean", Math.Round(mean, 6));
        json.WriteNumber("std", Math.Round(deviation, 6));
        json.WriteEndObject();
    }
}
