using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Tables;
using Gexia.Training.Evaluation;
using Gexia.Training.GroundingWorlds;

namespace Gexia.Cli.Demo;

/// <summary>What S-ViLM's miniature measured, for people and for machines.</summary>
/// <param name="Result">All seeds; the first one's figures are shown in tables.</param>
internal sealed record GroundingOutcome(GroundingResult Result)
{
    /// <summary>The first seed's.</summary>
    public GroundingSeed First => Result.Seeds[0];

    /// <summary>What the table shows.</summary>
    public string Title => string.Create(
        CultureInfo.InvariantCulture, $"S-ViLM in miniature, on {First.Unseen.Count} unseen videos of two objects");

    /// <summary>The measures of the tables: name, and a row's figure.</summary>
    public static IReadOnlyList<(string Name, string Format, Func<GroundingFigures, double> Of)> Measures { get; } =
    [
        ("R@1", "0.0", figures => figures.Recall),
        ("R@5", "0.0", figures => figures.Retrieval.TextToVideo.R5),
        ("clip accuracy", "0.0", figures => figures.ClipAccuracy),
        ("nearer to own centre", "0.0", figures => figures.CentreAccuracy),
        ("block contrast", "0.000", figures => figures.BlockContrast),
        ("pointing", "0.0", figures => figures.Pointing),
        ("IoU", "0.0", figures => figures.Overlap),
    ];

    /// <summary>The first seed's rows.</summary>
    public TextTable Table()
    {
        var table = new TextTable([Column.Word("losses"), .. Measures.Select(measure => Column.Number(measure.Name))]);
        foreach (var row in GroundingRow.All)
            table.Add([row.Words, .. Measures.Select(
                measure => measure.Of(First.Rows[row.Name]).ToString(measure.Format, CultureInfo.InvariantCulture))]);
        return table;
    }

    /// <summary>What is expected of the parts, and what the paper says of retrieval, judged on the same videos.</summary>
    public IReadOnlyList<DemoVerdict> Verdicts() =>
    [
        .. GroundingClaim.All.Select(claim => new DemoVerdict(
            claim.Text, [.. Result.Seeds.Select(claim.Of)], double.NaN, claim.Measure)),
        Recall("L_g added to L_c", "grounding", SvilmPaper.Grounding),
        Recall("L_t added to L_c", "grouping", SvilmPaper.Grouping),
        Recall("Both added to L_c", "both", SvilmPaper.Both),
    ];

    private DemoVerdict Recall(string claim, string row, ObjectiveFigures paper) => new(
        claim,
        [
            .. Result.Seeds.Select(seed =>
                PairedDifference.OfRecall(seed.Rows[row].Retrieval.TextRanks, seed.Rows["blended"].Retrieval.TextRanks)),
        ],
        paper.RetrievalR1 - SvilmPaper.Contrastive.RetrievalR1);

    /// <summary>As <c>"rows":{name:{"t2v",…,"clip_accuracy","block_contrast","pointing",…}},"by_seed","verdicts","seconds"</c>.</summary>
    public void WriteMembers(Utf8JsonWriter json)
    {
        json.WritePropertyName("rows");
        WriteRows(json, First);
        if (Result.Seeds.Count > 1)
        {
            json.WriteStartArray("by_seed");
            foreach (var seed in Result.Seeds) WriteRows(json, seed);
            json.WriteEndArray();
        }
        json.WriteStartArray("verdicts");
        foreach (var verdict in Verdicts()) verdict.WriteTo(json);
        json.WriteEndArray();
        json.WriteNumber("seconds", Math.Round(Result.Seconds, 2));
    }

    private static void WriteRows(Utf8JsonWriter json, GroundingSeed seed)
    {
        json.WriteStartObject();
        foreach (var row in GroundingRow.All)
        {
            var figures = seed.Rows[row.Name];
            json.WriteStartObject(row.Name);
            figures.Retrieval.WriteMembers(json);
            foreach (var (name, value) in figures.Named) Write(json, name, value);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, Math.Round(value, 4));
        else json.WriteNull(name);
    }
}
