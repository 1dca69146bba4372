using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Report;
using Gexia.Cli.Tables;
using Gexia.Data.Image;

namespace Gexia.Cli.Analyze;

/// <summary>Maps of one video.</summary>
/// <param name="Model">The model's path.</param>
/// <param name="Video">The video's path.</param>
/// <param name="Frames">As the model sees them.</param>
/// <param name="Times">[frames] seconds from the first frame.</param>
/// <param name="Seconds">The video's length.</param>
/// <param name="Pairs">A map for each text and each #iter.</param>
internal sealed record MapsFindings(
    string Model, string Video, IReadOnlyList<RgbImage> Frames, IReadOnlyList<double> Times, double Seconds,
    IReadOnlyList<MappedPair> Pairs) : AnalysisFindings
{
    /// <summary>Pictures and videos of each pair; empty where none were written.</summary>
    public IReadOnlyList<MapFiles> Files { get; init; } = [];

    /// <summary>The |Δ| that is fully coloured: the largest of all maps of the video.</summary>
    public double Range => Pairs.Max(pair => pair.Map.Range);

    public override void WriteMembers(Utf8JsonWriter json)
    {
        var grid = Pairs[0].Map;
        json.WriteString("model", Model);
        json.WriteString("video", Video);
        json.WriteNumber("size", grid.Size);
        json.WriteNumber("patch", grid.Patch);
        json.WriteNumber("stride", Math.Round(grid.Stride, 3));
        json.WriteNumber("range", Range);
        json.WriteStartArray("times");
        foreach (var time in Times) json.WriteNumberValue(Math.Round(time, 3));
        json.WriteEndArray();
        json.WriteStartArray("maps");
        foreach (var (i, pair) in Pairs.Index()) Write(json, pair, i < Files.Count ? Files[i] : null);
        json.WriteEndArray();
    }

    public override void Show(Session session)
    {
        var table = new TextTable(
            Column.Word("text"), Column.Word("#iter"), Column.Number("cosine"), Column.Number("largest fall"), Column.Number("entropy"));
        foreach (var pair in Pairs)
            table.Add(
                pair.Text.Name, pair.Iterations?.ToString() ?? "", Figure(pair.Map.Similarity), Figure(Largest(pair)),
                Figure(pair.Map.Entropy()));
        session.Terminal.Write($"{Video}, {Frames.Count} frames, {Model}");
        session.Terminal.Write(table);
        session.Terminal.Write(Reading);
    }

    public override ReportModel Report() => new(
        "Alignment maps",
        $"{Path.GetFileName(Video)}: how far the cosine of video and text falls when a square of {Pairs[0].Map.Patch} pixels of "
        + $"{Pairs[0].Map.Size} is covered with the mean colour, for every place of {Frames.Count} frames.",
        [],
        [
            new("red", "covering the place costs similarity: it speaks for the text"),
            new("entropy", "0 when one place holds all that speaks for the text, 1 when all places hold the same; over all frames"),
        ],
        [
            new("frames", Frames.Count.ToString(CultureInfo.InvariantCulture)),
            new("places a frame", (Pairs[0].Map.Side * Pairs[0].Map.Side).ToString(CultureInfo.InvariantCulture)),
            new("colour range", Figure(Range)),
        ],
        [],
        [
            new ReportTable(
                "Figures", Reading, "text", [new("#iter"), new("cosine"), new("largest fall"), new("entropy")],
                [
                    .. Pairs.Select(pair => new ReportRow(pair.Text.Name,
                    [
                        new(pair.Iterations?.ToString() ?? ""), new(Figure(pair.Map.Similarity)), new(Figure(Largest(pair))),
                        new(Figure(pair.Map.Entropy())),
                    ])),
                ]),
            .. Pairs.Select(pair => new AlignmentMaps(
                $"Map of the {pair.Title}", "Each frame, and under its map; one colour range for all maps of this page.", pair.Text.Text,
                [.. Frames.Select((frame, f) => new AlignmentFrame(frame, pair.Map.Layer(f)))])
            {
                Range = Range
            }),
        ],
        "");

    private static string Reading => "Entropy of what speaks for the text: 0 in one place, 1 everywhere alike.";

    private static double Largest(MappedPair pair) => pair.Map.Scores.Cast<double>().Max();

    private static string Figure(double value) =>
        double.IsFinite(value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : "–";

    private static void Write(Utf8JsonWriter json, MappedPair pair, MapFiles? files)
    {
        json.WriteStartObject();
        json.WriteString("name", pair.Text.Name);
        json.WriteString("text", pair.Text.Text);
        json.WriteString("iterations", pair.Iterations?.ToString());
        json.WriteNumber("similarity", pair.Map.Similarity);
        Number(json, "entropy", pair.Map.Entropy());
        json.WriteStartArray("frames");
        for (var f = 0; f < pair.Map.Frames; f++)
        {
            json.WriteStartObject();
            Number(json, "entropy", pair.Map.Entropy(f));
            json.WriteStartArray("scores");
            for (var y = 0; y < pair.Map.Side; y++)
            {
                json.WriteStartArray();
                for (var x = 0; x < pair.Map.Side; x++) json.WriteNumberValue(Math.Round(pair.Map.Scores[f, y, x], 7));
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteString("picture", files?.Pictures[f]);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("overlay", files?.Video);
        json.WriteEndObject();
    }

    // JSON has no NaN.
    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
