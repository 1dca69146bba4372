using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Report;
using Gexia.Cli.Tables;
using Gexia.Cpu;
using Gexia.Training.Analysis;

namespace Gexia.Cli.Analyze;

/// <summary>Run time over #iter.</summary>
/// <param name="Name">Whose sizes.</param>
/// <param name="Device">Where.</param>
/// <param name="Frames">Of a video.</param>
/// <param name="Wanted">The batch that was asked for.</param>
/// <param name="Batch">That was timed.</param>
/// <param name="Batches">Measured ones of each model.</param>
/// <param name="WarmUp">Those before them.</param>
/// <param name="Bytes">That it was planned to need.</param>
/// <param name="Rows">Mean pooling, then each #iter.</param>
internal sealed record RuntimeFindings(
    string Name, string Device, int Frames, int Wanted, int Batch, int Batches, int WarmUp, long Bytes, IReadOnlyList<TimedForward> Rows)
    : AnalysisFindings
{
    // The one ratio that the paper states: +3.3 % at #iter 3, on a V100 with a batch of 64.
    private const int PaperIterations = 3;
    private const double PaperRatio = 1.033;

    private string Protocol => $"{Name}, {Frames} frames, {Batch} videos and texts a batch"
        + (Batch < Wanted ? $" ({Wanted} would not fit into memory)" : "")
        + $", {Batches} batches after {WarmUp} to warm up, on {Device} with {CpuThreads.Count} threads. Video and text forward, no reading "
        + "of files; all models took their turns in every round, and ratios are of one round. Medians and quartiles.";

    private const string Remark = "The IAM's work is small beside the towers', so that the ratio grows slowly with #iter; in a model with "
        + "small towers it is larger.";

    public override void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("model", Name);
        json.WriteString("device", Device);
        json.WriteNumber("threads", CpuThreads.Count);
        json.WriteNumber("frames", Frames);
        json.WriteNumber("batch", Batch);
        json.WriteNumber("batch_asked", Wanted);
        json.WriteNumber("batches", Batches);
        json.WriteNumber("warm_up", WarmUp);
        json.WriteNumber("planned_memory_bytes", Bytes);
        json.WriteStartArray("rows");
        foreach (var row in Rows)
        {
            json.WriteStartObject();
            json.WriteString("head", row.Iterations is null ? "mean_pooling" : "gexia");
            json.WriteString("iterations", row.Iterations?.ToString());
            Write(json, "batch_seconds", row.Seconds);
            Write(json, "ratio", row.Ratio);
            json.WriteNumber("mac_ratio", Math.Round(row.MacRatio, 6));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("paper");
        json.WriteNumber("iterations", PaperIterations);
        json.WriteNumber("ratio", PaperRatio);
        json.WriteEndObject();
    }

    public override void Show(Session session)
    {
        var table = new TextTable(
            Column.Word("head"), Column.Number("seconds"), Column.Number("ratio"), Column.Number("quartiles"),
            Column.Number("ratio of multiply-adds"));
        foreach (var cells in Cells()) table.Add(cells);
        session.Terminal.Write(table);
        session.Terminal.Write(
            $"{Protocol} The paper: {PaperRatio.ToString("0.000", CultureInfo.InvariantCulture)} at #iter {PaperIterations}.");
    }

    public override ReportModel Report()
    {
        var iterated = Rows.Where(row => row.Iterations is not null).ToList();
        ChartSeries Line(string name, Func<TimedForward, double> value) =>
            new(name, [.. iterated.Select(row => ((double)row.Iterations!.Video, value(row)))]);
        return new(
            "Run time beside mean pooling",
            $"GEXIA was timed beside CLIP4Clip's mean pooling on the same towers. {Protocol}",
            [], [new("ratio", "how long GEXIA takes for a batch, as a multiple of mean pooling in the same round")],
            [
                new("batch", Batch.ToString(CultureInfo.InvariantCulture)), new("frames", Frames.ToString(CultureInfo.InvariantCulture)),
                new("mean pooling, s", Rows[0].Seconds.Median.ToString("0.000", CultureInfo.InvariantCulture)),
                new("memory, planned", $"{(Bytes / 1e6).ToString("N0", CultureInfo.InvariantCulture)} MB"),
            ],
            Batch < Wanted ? [$"A batch of {Wanted} does not fit into memory; {Batch} was timed."] : [],
            [
                new LineChart(
                    "Ratio to mean pooling", Remark, "#iter of video and text", "times mean pooling",
                    [
                        Line("measured, median", row => row.Ratio.Median), Line("lower quartile", row => row.Ratio.Low),
                        Line("upper quartile", row => row.Ratio.High), Line("multiply-adds", row => row.MacRatio),
                    ])
                {
                    CountsX = true,
                    Mark = (PaperIterations, $"the paper: {PaperRatio.ToString("0.000", CultureInfo.InvariantCulture)}")
                },
                new ReportTable(
                    "All figures", Protocol, "head",
                    [new("seconds"), new("ratio"), new("quartiles"), new("ratio of multiply-adds")],
                    [.. Cells().Select(cells => new ReportRow(cells[0], [.. cells.Skip(1).Select(cell => new ReportCell(cell))]))]),
            ],
            "");
    }

    private IEnumerable<string[]> Cells() => Rows.Select(row => (string[])
    [
        row.Iterations is { } iterations ? $"GEXIA, #iter {iterations}" : "mean pooling",
        row.Seconds.Median.ToString("0.0000", CultureInfo.InvariantCulture), Ratio(row.Ratio.Median),
        $"{Ratio(row.Ratio.Low)}–{Ratio(row.Ratio.High)}", Ratio(row.MacRatio),
    ]);

    private static string Ratio(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, string name, Quartiles values)
    {
        json.WriteStartObject(name);
        json.WriteNumber("low", Math.Round(values.Low, 6));
        json.WriteNumber("median", Math.Round(values.Median, 6));
        json.WriteNumber("high", Math.Round(values.High, 6));
        json.WriteEndObject();
    }
}
