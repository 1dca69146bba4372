using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Report;
using Gexia.Cli.Tables;
using Gexia.Models;
using Gexia.Training.Analysis;

namespace Gexia.Cli.Analyze;

/// <summary>What a frame costs.</summary>
/// <param name="Name">The model.</param>
/// <param name="Iterations">Its #iter.</param>
/// <param name="Iterates">Whether it has any.</param>
/// <param name="Cost">By the formula.</param>
/// <param name="Counted">Per frame, of the products that the tensor library runs for a video.</param>
/// <param name="CountedText">Of those that it runs for a text.</param>
internal sealed record FrameCostFindings(
    string Name, Iterations Iterations, bool Iterates, FrameCost Cost, double Counted, double CountedText) : AnalysisFindings
{
    private const double Giga = 1e9;

    /// <summary>The paper's figure for GEXIA, in 10⁹.</summary>
    public const double Paper = 4.7;

    /// <summary>The other rows of its Table 9, in 10⁹ per frame; VideoPrism's is a lower bound.</summary>
    private static readonly (string Name, double Value)[] others =
    [
        ("CLIPBert", 4.1), ("TACo", 11.6), ("Frozen", 44.5), ("LF-VILA", 9.3), ("HiTeA", 8.2), ("LocVTP", 17.6), ("ViCLIP", 81.1),
        ("VideoPrism", 142.0),
    ];

    private const string Convention = "One multiply-add counts as one, as the paper counts: its ViT-B/16 and ViT-L/14 have their "
        + "well-known numbers of multiply-adds.";

    private const string Remark = "The paper's 4.7 holds about 0.29 beyond the image tower, which fits several sizes of the IAM and a "
        + "share of the text tower, so that it decides none of them.";

    public override void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("model", Name);
        json.WriteNumber("frames", Cost.Frames);
        json.WriteString("iterations", Iterates ? Iterations.ToString() : null);
        json.WriteStartArray("items");
        foreach (var (part, name, macs) in Cost.Items)
        {
            json.WriteStartObject();
            json.WriteString("part", part);
            json.WriteString("name", name);
            json.WriteNumber("macs", macs);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("tower_macs", Cost.Of(FrameCost.Tower));
        json.WriteNumber("iam_macs", Cost.Of(FrameCost.Iam));
        json.WriteNumber("frame_macs", Cost.PerFrame);
        json.WriteNumber("counted_macs", Counted);
        json.WriteNumber("text_macs", Cost.TextTower + Cost.TextHead);
        json.WriteNumber("counted_text_macs", CountedText);
        json.WriteNumber("paper_macs", Paper * Giga);
        json.WriteStartArray("others");
        foreach (var (name, value) in others)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("macs", Math.Round(value * Giga));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    public override void Show(Session session)
    {
        var table = new TextTable(Column.Word("part"), Column.Text("product"), Column.Number("10⁹ per frame"), Column.Number("share %"));
        foreach (var (part, name, macs) in Cost.Items) table.Add(part, name, Billions(macs), Share(macs));
        table.Add("all", "", Billions(Cost.PerFrame), "100.0");
        session.Terminal.Write($"{Heading}");
        session.Terminal.Write(table);
        session.Terminal.Write(
            $"Products that are run: {Billions(Counted)} per frame. A text: {Billions(Cost.TextTower + Cost.TextHead)}. "
            + $"Paper: {OneDecimal(Paper)}; {string.Join(", ", others.Select(row => $"{row.Name} {OneDecimal(row.Value)}"))}.");
    }

    public override ReportModel Report() => new(
        "Multiply-adds of a frame",
        $"{Heading} costs {Billions(Cost.PerFrame)}·10⁹ multiply-adds per frame, of which the image tower takes "
        + $"{Share(Cost.Of(FrameCost.Tower))}\u00A0%.",
        [],
        [
            new("multiply-add", "a product of two numbers that is added to a sum; papers often call one a FLOP"),
            new("per frame", "what belongs to a whole video, such as the IAM's work, is shared by its frames"),
        ],
        [
            new("frames", Cost.Frames.ToString(CultureInfo.InvariantCulture)), new("10⁹ per frame", Billions(Cost.PerFrame)),
            new("run by the library", Billions(Counted)), new("10⁹ a text", Billions(Cost.TextTower + Cost.TextHead)),
        ],
        [],
        [
            new ReportTable(
                "Where they go", Convention, "part", [new("product"), new("10⁹ per frame"), new("share, %")],
                [
                    .. Cost.Items.Select(
                        item => new ReportRow(item.Part, [new(item.Name), new(Billions(item.Macs)), new(Share(item.Macs))])),
                    new("all", [new(""), new(Billions(Cost.PerFrame)), new("100.0")]),
                ]),
            new BarChart(
                "Beside others",
                $"10⁹ multiply-adds per frame; all but the first from the paper's Table 9. VideoPrism's is at least that. {Remark}",
                "10⁹ per frame", ["here", "GEXIA", .. others.Select(row => row.Name)],
                [("10⁹ per frame", [Cost.PerFrame / Giga, Paper, .. others.Select(row => row.Value)])]),
        ],
        "");

    private string Heading => $"{Name}, {Cost.Frames} frames{(Iterates ? $", #iter {Iterations}" : "")}";

    private string Share(double macs) => (100 * macs / Cost.PerFrame).ToString("0.0", CultureInfo.InvariantCulture);

    private static string OneDecimal(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Billions(double macs) => (macs / Giga).ToString("0.0000", CultureInfo.InvariantCulture);
}
