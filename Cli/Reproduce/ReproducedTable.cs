using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Tables;
using Gexia.Training;

namespace Gexia.Cli.Reproduce;

/// <summary>A table of a paper beside what came out here.</summary>
/// <param name="Name">Its name in the paper.</param>
/// <param name="Title">What it is about, and what was measured in its place.</param>
/// <param name="Rows">The figures.</param>
/// <param name="Claims">What it is said to show.</param>
internal sealed record ReproducedTable(
    string Name, string Title, IReadOnlyList<ReproducedRow> Rows, IReadOnlyList<ReproducedClaim> Claims)
{
    /// <summary>Which figures, by name, are in JSON only.</summary>
    public Func<string, bool> Details { get; init; } = _ => false;

    /// <summary>What has to be known beside the figures, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>All claims together, controls apart.</summary>
    public string Verdict
    {
        get
        {
            var verdicts = Claims.Where(claim => !claim.IsControl).Select(claim => claim.Verdict).Distinct().ToList();
            return verdicts.Contains(ClaimVerdict.Contradicted) ? ReproducedClaim.Words[ClaimVerdict.Contradicted]
                : verdicts is [var only] ? ReproducedClaim.Words[only]
                : "partly reproduced";
        }
    }

    /// <summary>As <c>{"title","rows","claims","notes","verdict"}</c>.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("title", Title);
        json.WriteStartArray("rows");
        foreach (var row in Rows) row.WriteTo(json);
        json.WriteEndArray();
        json.WriteStartArray("claims");
        foreach (var claim in Claims) claim.WriteTo(json);
        json.WriteEndArray();
        json.WriteStartArray("notes");
        foreach (var note in Notes) json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteString("verdict", Verdict);
        json.WriteEndObject();
    }

    /// <summary>The rows for a terminal: the paper's figures, then mean and spread of ours.</summary>
    public TextTable Figures()
    {
        // A row need not have all of them: some are the paper's alone, some ours.
        var paper = Named(Rows.SelectMany(row => row.Paper.Select(figure => figure.Name)));
        var own = Named(Rows.SelectMany(row => row.Figures.Select(figure => figure.Name)));
        var table = new TextTable(
        [
            Column.Word("row"), .. paper.Select(name => Column.Number(name, priority: 1, group: "paper")),
            .. own.Select(name => Column.Number(name, group: "here, mean ± spread")),
        ]);
        foreach (var row in Rows)
        {
            table.Add(
            [
                row.Name, .. paper.Select(name => Number(row.Paper.FirstOrDefault(figure => figure.Name == name)?.Value ?? double.NaN)),
                .. own.Select(name => row.Figures.FirstOrDefault(figure => figure.Name == name)?.ToString() ?? "–"),
            ]);
        }
        return table;

        List<string> Named(IEnumerable<string> names) => [.. names.Distinct().Where(name => !Details(name))];

        static string Number(double value) => double.IsFinite(value) ? value.ToString("0.0", CultureInfo.InvariantCulture) : "–";
    }

    /// <summary>The claims for a terminal.</summary>
    public TextTable Judgements()
    {
        var table = new TextTable(
            Column.Text("claim"), Column.Number("difference"), Column.Number("spread"), Column.Number("paper"), Column.Text("verdict"));
        foreach (var claim in Claims)
            table.Add(
                claim.Text, Points(claim.Seeds.Mean), claim.Seeds.Spread.ToString("0.0", CultureInfo.InvariantCulture),
                double.IsFinite(claim.Paper) ? Points(claim.Paper) : "–",
                ReproducedClaim.Words[claim.Verdict] + (claim.IsControl ? " (control)" : ""));
        return table;

        static string Points(double value) => value.ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);
    }
}

/// <summary>A row of a table.</summary>
/// <param name="Name">As the paper has it.</param>
/// <param name="Paper">The paper's figures; not finite where it gives none.</param>
/// <param name="Figures">Ours.</param>
internal sealed record ReproducedRow(string Name, IReadOnlyList<Figure> Paper, IReadOnlyList<ReproducedFigure> Figures)
{
    /// <summary>As <c>{"name","paper":{…},"mean":{…},"spread":{…}}</c>.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", Name);
        Write("paper", Paper);
        Write("mean", [.. Figures.Select(figure => new Figure(figure.Name, figure.Mean))]);
        Write("spread", [.. Figures.Select(figure => new Figure(figure.Name, figure.Spread))]);
        json.WriteEndObject();

        void Write(string member, IReadOnlyList<Figure> figures)
        {
            json.WriteStartObject(member);
            foreach (var (name, value) in figures)
            {
                if (double.IsFinite(value)) json.WriteNumber(name, Math.Round(value, 4));
                else json.WriteNull(name);
            }
            json.WriteEndObject();
        }
    }
}

/// <summary>A figure over several seeds.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Format">How it is written for people.</param>
/// <param name="Seeds">[seeds] its values.</param>
internal sealed record ReproducedFigure(string Name, string Format, IReadOnlyList<double> Seeds)
{
    /// <summary>Mean over the seeds.</summary>
    public double Mean => Seeds.Average();

    /// <summary>The largest minus the smallest.</summary>
    public double Spread => Seeds.Max() - Seeds.Min();

    /// <summary>"64.2 ± 3.1".</summary>
    public override string ToString() =>
        $"{Mean.ToString(Format, CultureInfo.InvariantCulture)} ± {Spread.ToString(Format, CultureInfo.InvariantCulture)}";
}
