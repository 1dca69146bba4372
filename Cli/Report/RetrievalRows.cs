using System.Globalization;
using Gexia.Cli.Tables;
using Gexia.Training.Evaluation;

namespace Gexia.Cli.Report;

/// <summary>One line of a retrieval table.</summary>
/// <param name="Name">What was measured, such as "long 3-3".</param>
/// <param name="Result">Both directions.</param>
internal sealed record RetrievalRow(string Name, RetrievalResult Result);

/// <summary>Retrieval results as tables: the same columns in the report and on the terminal.</summary>
internal static class RetrievalRows
{
    private static readonly string[] directions = ["text to video", "video to text"];

    /// <summary>A section of a report. With <paramref name="compare"/>, the best of each column is set off.</summary>
    public static ReportTable Section(string title, string note, string rowHeader, IReadOnlyList<RetrievalRow> rows, bool compare)
    {
        var columns = from direction in directions from metric in RankMetrics.All select new ReportColumn(metric.Header, direction);
        var values = rows.Select(row => Values(row.Result)).ToList();
        var better = RankMetrics.All.Concat(RankMetrics.All).Select(metric => metric.HigherIsBetter).ToList();
        bool Best(int row, int column) => compare && rows.Count > 1 && values[row][column] == (better[column]
            ? values.Max(line => line[column])
            : values.Min(line => line[column]));
        return new ReportTable(title, note, rowHeader, [.. columns],
            [
                .. rows.Select(
                    (row, r) => new ReportRow(row.Name, [.. values[r].Select((value, c) => new ReportCell(Format(value), Best(r, c)))]))
            ]);
    }

    /// <summary>A table for the terminal.</summary>
    /// <param name="rowHeader">What rows are called by.</param>
    /// <param name="rows">What was measured.</param>
    /// <param name="intervals">Below each row, half of each figure's interval.</param>
    public static TextTable Table(string rowHeader, IReadOnlyList<RetrievalRow> rows, bool intervals = false)
    {
        var table = new TextTable(
            [
                Column.Text(rowHeader),
                .. from direction in directions
                   from metric in RankMetrics.All
                   select Column.Number(metric.Header, metric.Priority, direction)
            ]);
        foreach (var row in rows)
        {
            table.Add([row.Name, .. Values(row.Result).Select(Format)]);
            // The first figure is the mean of both directions, which has no column.
            if (intervals)
                table.Add([
                    FigureText.IntervalHeader,
                    .. row.Result.Measured().Skip(1).Select(figure => FigureText.Spread(figure.Interval))]);
        }
        return table;
    }

    /// <summary>How results were measured: what they share, then what each row has of its own.</summary>
    public static string Protocol(params IReadOnlyList<RetrievalRow> rows)
    {
        var shared = rows[0].Result.Protocol;
        var own = string.Join("; ", rows.Select(row => (rows.Count > 1 ? row.Name + ": " : "") + Sizes(row.Result.Protocol)));
        return $"Similarity: {shared.Similarity}; {shared.Ties.ToString().ToLowerInvariant()} ties. R@K in percent; "
            + $"MdR and MnR are the median and the mean rank. {Capital(own)}.";
    }

    private static string Sizes(RetrievalProtocol protocol)
    {
        var details = string.Concat(protocol.Details.Select(detail => $", {detail.Key} {detail.Value}"));
        var several = protocol.Texts > protocol.VideoQueries ? ", video to text by the best of a clip's texts" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Count(protocol.Texts, "text")}, gallery of {Count(protocol.Videos, "clip")}{several}{details}");
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static double[] Values(RetrievalResult result) =>
        [
            .. from direction in (RetrievalMetrics[])[result.TextToVideo, result.VideoToText]
               from metric in RankMetrics.All
               select direction[metric.Name]
        ];

    private static string Format(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
