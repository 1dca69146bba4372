using System.Globalization;
using Gexia.Cli.Report;
using Gexia.Training.Evaluation;
using Gexia.Training.Miniature;

namespace Gexia.Cli.Demo;

/// <summary>The demo's tables, with the paper's beside them.</summary>
internal static class DemoTables
{
    public static IEnumerable<ReportSection> Of(DemoOutcome outcome)
    {
        yield return Composition(outcome);
        yield return RetrievalRows.Section(
            "Data composition at equal #iter",
            $"Long videos at 1-1, so that the row of short clips only is not held back by more iterations than it was trained with. "
            + $"{Protocol(outcome, "long 1-1")}",
            "trained on", outcome.Composition("long 1-1"), compare: true);
        yield return RetrievalRows.Section(
            "Short videos", Protocol(outcome, "short 1-1"), "trained on", outcome.Composition("short 1-1"), compare: true);
        yield return Sweep(outcome);
        yield return Chart(outcome);
        yield return Heads(outcome);
    }

    private static ReportTable Composition(DemoOutcome outcome)
    {
        var rows = outcome.Composition("long 3-3");
        var table = RetrievalRows.Section(
            "Data composition (T3, T6)",
            $"Long videos at 3-3. {Protocol(outcome, "long 3-3")} {PaperNumbers.Caution} Its row for SVST only was measured at 1-1, "
            + $"the others at 3-3.",
            "trained on",
            rows,
            compare: true);
        return Quote(table, DemoOutcome.Compositions.Select(item => PaperNumbers.Composition[item.Key]), "paper, R@1");
    }

    private static ReportTable Heads(DemoOutcome outcome)
    {
        var table = RetrievalRows.Section("Mean pooling (CLIP4Clip, T1)",
            $"The same towers, data and updates; only the head differs. {PaperNumbers.Caution} In the paper both start from trained CLIP "
            + $"towers; here nothing is pre-trained.",
                "head", outcome.Heads(), compare: false);
        var none = new PaperRecall(double.NaN, double.NaN, double.NaN);
        return Quote(table, [PaperNumbers.Gexia, PaperNumbers.Clip4Clip, (none, none), (none, none)], "paper, R@1");
    }

    private static ReportTable Sweep(DemoOutcome outcome)
    {
        var rows = outcome.Sweep("long").Concat(outcome.Sweep("short")).ToList();
        var table = RetrievalRows.Section(
            "#iter at inference (T4b)",
            "One model, trained by source with 1-1, 3-1 and 3-3 by granularity; video first. "
            + "The paper's long column is ActivityNet fine-tuned, its short one MSR-VTT zero-shot.",
            "videos, #iter",
            rows,
            compare: false);
        PaperRecall Paper(string length, Models.Iterations iterations) =>
            PaperNumbers.Iterations.TryGetValue(iterations.ToString(), out var known)
                ? length == "long" ? known.Long : known.Short
                : new PaperRecall(double.NaN, double.NaN, double.NaN);
        var quoted = (
            from length in (string[])["long", "short"]
            from iterations in MiniatureExperiment.Sweep
            select Paper(length, iterations)).ToList();
        return table with
        {
            Columns = [.. table.Columns, new ReportColumn("T→V", "paper, R@1")],
            Rows =
            [
                .. table.Rows.Select(
                    (row, i) => row with { Cells = [.. row.Cells, Cell(quoted[i])], EndsGroup = i == MiniatureExperiment.Sweep.Count - 1 })
            ],
        };
    }

    private static BarChart Chart(DemoOutcome outcome)
    {
        IReadOnlyList<double> Values(string length, Func<RetrievalResult, RetrievalMetrics> direction) =>
            [.. outcome.Sweep(length).Select(row => direction(row.Result).R1)];
        return new BarChart(
            "R@1 over #iter", "The same figures as a chart.", "R@1, %",
            [.. MiniatureExperiment.Sweep.Select(iterations => iterations.ToString())],
            [
                ("long, text to video", Values("long", result => result.TextToVideo)),
                ("long, video to text", Values("long", result => result.VideoToText)),
                ("short, text to video", Values("short", result => result.TextToVideo)),
                ("short, video to text", Values("short", result => result.VideoToText)),
            ]);
    }

    private static ReportTable Quote(
        ReportTable table, IEnumerable<(PaperRecall TextToVideo, PaperRecall VideoToText)> paper, string group) => table with
        {
            Columns = [.. table.Columns, new ReportColumn("T→V", group), new ReportColumn("V→T", group)],
            Rows =
            [
                .. table.Rows.Zip(
                    paper, (row, quoted) => row with { Cells = [.. row.Cells, Cell(quoted.TextToVideo), Cell(quoted.VideoToText)] })
            ],
        };

    private static ReportCell Cell(PaperRecall quoted) =>
        new(double.IsNaN(quoted.R1) ? "–" : quoted.R1.ToString("0.0", CultureInfo.InvariantCulture));

    private static string Protocol(DemoOutcome outcome, string cell) =>
        RetrievalRows.Protocol(new RetrievalRow(cell, outcome["source", cell]));
}
