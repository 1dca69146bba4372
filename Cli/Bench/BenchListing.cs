using System.Globalization;
using Gexia.Cli.Tables;

namespace Gexia.Cli.Bench;

/// <summary>Everything that one run of <c>gexia bench</c> found, and how it is written: a table, Markdown or JSON.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Timing">How.</param>
/// <param name="Peak">GFLOP/s of multiply-adds in registers.</param>
/// <param name="Bandwidth">GB/s of the triad.</param>
/// <param name="Rows">The cases.</param>
internal sealed record BenchListing(MachineFacts Machine, Timing Timing, Summary Peak, Summary Bandwidth, IReadOnlyList<BenchRow> Rows)
{
    private static readonly Column[] columns =
        [
            Column.Word("name"), Column.Text("what", priority: 2), Column.Number("rate"), Column.Word("unit"),
            Column.Number("±", priority: 1), Column.Number("of peak")
        ];

    private string Method =>
        $"{Timing}; ±: half the distance between the quartiles; of peak: against multiply-adds probed between the samples";

    public void WriteTable(Session session)
    {
        session.Terminal.Write([.. Machine.Facts().Select(fact => (fact.Name, Text(fact.Value)))]);
        session.Out.WriteLine();
        var table = new TextTable(columns);
        foreach (var line in Lines()) table.Add(line);
        session.Terminal.Write(table);
        session.Out.WriteLine();
        session.Terminal.Write(Method);
    }

    public void WriteMarkdown(TextWriter output)
    {
        output.WriteLine($"{string.Join("; ", Machine.Facts().Select(fact => $"{fact.Name} {TerminalText.Escape(Text(fact.Value))}"))}.\n");
        output.WriteLine($"| {string.Join(" | ", columns.Select(column => column.Header))} |\n|---|---|--:|---|--:|--:|");
        foreach (var line in Lines()) output.WriteLine($"| {string.Join(" | ", line)} |");
        output.WriteLine($"\n{Method}.");
    }

    public void WriteJson(TextWriter output) => JsonText.WriteObject(output, json =>
    {
        json.WriteStartObject("machine");
        foreach (var (name, value) in Machine.Facts())
        {
            if (value is int number) json.WriteNumber(name, number);
            else json.WriteString(name, Text(value));
        }
        json.WriteNumber("peak_gflops", Math.Round(Peak.Median, 3));
        json.WriteNumber("triad_gb_per_second", Math.Round(Bandwidth.Median, 3));
        json.WriteEndObject();
        json.WriteString("method", Method);
        json.WriteStartArray("rows");
        foreach (var row in Rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Case.FullName);
            json.WriteString("what", row.Case.What);
            json.WriteString("unit", row.Case.Unit);
            json.WriteNumber("rate", Math.Round(row.Rate.Median, 6));
            json.WriteNumber("spread", Math.Round(row.Rate.Spread, 6));
            if (row.Peak is { } peak) json.WriteNumber("peak_gflops", Math.Round(peak, 3));
            if (row.Share is { } share) json.WriteNumber("share_of_peak", Math.Round(share, 6));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private IEnumerable<string[]> Lines() =>
    [
        ["machine/peak", "fused multiply-adds in registers", Figure(Peak.Median), "GFLOP/s", Percent(Peak.Spread), ""],
        ["machine/triad", "z = x + s·y, 64 MiB arrays", Figure(Bandwidth.Median), "GB/s", Percent(Bandwidth.Spread), ""],
        .. Rows.Select(
            row => (string[])[
                row.Case.FullName, row.Case.What, Figure(row.Rate.Median), row.Case.Unit, Percent(row.Rate.Spread),
                row.Share is { } share ? Percent(share) : ""]),
    ];

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    // Three figures that count.
    private static string Figure(double value) =>
        value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);

    private static string Percent(double value) => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.0} %");
}
