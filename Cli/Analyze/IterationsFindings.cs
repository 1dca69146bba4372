using System.Text.Json;
using Gexia.Cli.Report;
using Gexia.Training.Analysis;
using Gexia.Training.Evaluation;
using Gexia.Training.Runs;
using Gexia.Training.Tasks.Protocol;

namespace Gexia.Cli.Analyze;

/// <summary>Retrieval over #iter.</summary>
/// <param name="Run">Whose.</param>
/// <param name="Cell">What was measured on, with the #iter that it was trained with.</param>
/// <param name="Sweep">The figures.</param>
internal sealed record IterationsFindings(string Run, RunCell Cell, IterationSweep Sweep) : AnalysisFindings
{
    /// <summary>What Fig. 3 of the paper calls the best trade-off; its values are only drawn.</summary>
    private const int PaperBest = 3;

    private const string Agreement = "What #iter gains at inference is largely agreement with training: of two models of this project's "
        + "miniature the one trained with 1-1 lost 30 points of R@1 from 1-1 to 5-5, and the one trained with 3-3 none. These figures are "
        + "of one trained model, and do not say that more iterations make a better one.";

    // Names of those beyond two standard errors of the paired differences.
    private string Verdict
    {
        get
        {
            if (Sweep.Ahead(Sweep.Best, Cell.Options) is null) return $"What it was trained with, {Trained}, is not among them.";
            string Clear(int sign) => string.Join(", ", Sweep.All
                .Where(row => Sweep.Ahead(row, Cell.Options) is { IsClear: true } ahead && Math.Sign(ahead.Mean) == sign)
                .Select(row => row.Iterations.ToString()));
            string Said(string names) => names.Length > 0 ? names : "none";
            return $"Clearly ahead of {Trained} in R@1, text to video: {Said(Clear(1))}; clearly behind: {Said(Clear(-1))}.";
        }
    }

    private string Trained => Cell.Options.ToString();

    public override void WriteMembers(Utf8JsonWriter json)
    {
        var protocol = Sweep.Together[0].Result.Protocol;
        json.WriteString("run", Run);
        json.WriteString("granularity", Cell.Set.Granularity.Name);
        json.WriteNumber("frames", Cell.Set.Frames);
        json.WriteNumber("queries", protocol.Texts);
        json.WriteNumber("gallery", protocol.Videos);
        json.WriteString("ties", protocol.Ties.ToString().ToLowerInvariant());
        json.WriteString("trained", Trained);
        json.WriteString("best", Sweep.Best.Iterations.ToString());
        json.WriteNumber("paper_best", PaperBest);
        json.WriteStartArray("rows");
        foreach (var (iterations, result) in Sweep.All)
        {
            json.WriteStartObject();
            json.WriteString("iterations", iterations.ToString());
            json.WriteBoolean("trained", iterations.ToString() == Trained);
            json.WritePropertyName("t2v");
            result.TextToVideo.WriteTo(json);
            json.WritePropertyName("v2t");
            result.VideoToText.WriteTo(json);
            ProtocolCard.WriteIntervals(json, result.Measured());
            WriteAhead(json, Sweep.Ahead(new(iterations, result), Cell.Options));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("remark", Agreement);
    }

    // Of R@1, text to video, against what it was trained with.
    private static void WriteAhead(Utf8JsonWriter json, PairedDifference? ahead)
    {
        if (ahead is null)
        {
            json.WriteNull("ahead");
            return;
        }
        json.WriteStartObject("ahead");
        json.WriteNumber("difference", Math.Round(ahead.Mean, 4));
        if (double.IsFinite(ahead.StandardError)) json.WriteNumber("standard_error", Math.Round(ahead.StandardError, 4));
        else json.WriteNull("standard_error");
        json.WriteBoolean("clear", ahead.IsClear);
        json.WriteEndObject();
    }

    public override void Show(Session session)
    {
        session.Terminal.Write($"{Run}, {Cell.Set.Granularity.Name}, trained with #iter {Trained}");
        session.Terminal.Write(RetrievalRows.Table("#iter", Rows));
        session.Terminal.Write($"Best: {Sweep.Best.Iterations} (the paper's Fig. 3: {PaperBest}). {Verdict} {Agreement}");
    }

    public override ReportModel Report()
    {
        var result = Sweep.Together[0].Result;
        return new(
            "#iter at inference",
            $"One trained model was asked with other numbers of iterations than it was trained with ({Trained}, video first). "
            + $"The best R@1 over both directions came with {Sweep.Best.Iterations}. {Verdict}",
            [], Glossary.Of(result.Protocol.Videos),
            [new("trained with", Trained), new("best", Sweep.Best.Iterations.ToString()), new("the paper's best", $"{PaperBest}")],
            [Agreement],
            [
                Chart("Text to video", result => result.TextToVideo), Chart("Video to text", result => result.VideoToText),
                RetrievalRows.Section("All figures", RetrievalRows.Protocol(Rows), "#iter", Rows, compare: true),
            ],
            "");
    }

    private RetrievalRow[] Rows =>
        [.. Sweep.All.Select(row => new RetrievalRow(
            row.Iterations.ToString() is var name && name == Trained ? $"{name}, as trained" : name, row.Result))];

    private LineChart Chart(string title, Func<RetrievalResult, RetrievalMetrics> direction)
    {
        ChartSeries Line(string name, IReadOnlyList<SweptIterations> rows, Func<RetrievalMetrics, double> metric) =>
            new(name, [.. rows.Select(row => ((double)row.Iterations.Video, metric(direction(row.Result))))]);
        return new LineChart(
            title, "R@1, R@5 and R@10; the text's #iter is the video's, or 1.", "#iter of the video", "percent",
            [
                Line("R@1, k-k", Sweep.Together, metrics => metrics.R1), Line("R@1, k-1", Sweep.VideoAlone, metrics => metrics.R1),
                Line("R@5, k-k", Sweep.Together, metrics => metrics.R5), Line("R@5, k-1", Sweep.VideoAlone, metrics => metrics.R5),
                Line("R@10, k-k", Sweep.Together, metrics => metrics.R10), Line("R@10, k-1", Sweep.VideoAlone, metrics => metrics.R10),
            ])
        {
            CountsX = true,
            Mark = Cell.Options is Models.Iterations trained ? (trained.Video, $"trained: {Trained}") : null
        };
    }
}
