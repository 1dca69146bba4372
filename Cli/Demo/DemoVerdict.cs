using System.Globalization;
using System.Text.Json;
using Gexia.Cli.Tables;
using Gexia.Training.Evaluation;

namespace Gexia.Cli.Demo;

/// <summary>How one comparison came out beside the paper's.</summary>
internal enum Agreement
{
    /// <summary>Clearly, and in the paper's direction.</summary>
    SameDirection,
    /// <summary>Clearly, and against the paper's direction.</summary>
    OtherWayRound,
    /// <summary>The first is clearly ahead; the paper states no figure.</summary>
    Ahead,
    /// <summary>The first is clearly behind; the paper states no figure.</summary>
    Behind,
    /// <summary>The difference may be chance.</summary>
    Undecided,
}

/// <summary>One comparison: what the demo found, and what the paper says.</summary>
/// <param name="Claim">What is compared: "the first against the second".</param>
/// <param name="Seeds">The difference in points, by seed; at least one.</param>
/// <param name="Paper">The paper's difference; NaN where it states none.</param>
/// <param name="Measure">What the points are of.</param>
internal sealed record DemoVerdict(string Claim, IReadOnlyList<PairedDifference> Seeds, double Paper, string Measure = "R@1 text to video")
{
    private SeedDifference Over { get; } = new([.. Seeds.Select(seed => seed.Mean)]);

    /// <summary>Points of R@1; the mean where there are several seeds.</summary>
    public double Difference => Over.Mean;

    /// <summary>One run is judged by its queries, several by their seeds.</summary>
    public Agreement Agreement =>
        !(Seeds is [var only] ? only.IsClear : Over.IsClear) ? Agreement.Undecided
        : double.IsNaN(Paper) ? Difference > 0 ? Agreement.Ahead : Agreement.Behind
        : Math.Sign(Difference) == Math.Sign(Paper) ? Agreement.SameDirection : Agreement.OtherWayRound;

    /// <summary>The claim with its figure, such as "By source against random concatenation +7.0".</summary>
    public string Short => $"{Claim} {Points(Difference)}";

    /// <summary>The whole sentence.</summary>
    public override string ToString()
    {
        var paper = double.IsNaN(Paper) ? "" : $"; paper {Points(Paper)}";
        return $"{Claim}: {Points(Difference)} points of {Measure} ({Doubt}){paper}: {Words[Agreement]}.";
    }

    /// <summary>As <c>{"claim","difference","standard_error" | "spread","queries","seeds","paper","verdict"}</c>.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("claim", Claim);
        json.WriteNumber("difference", Math.Round(Difference, 4));
        if (Seeds is not [var only]) json.WriteNumber("spread", Math.Round(Over.Spread, 4));
        else if (double.IsFinite(only.StandardError)) json.WriteNumber("standard_error", Math.Round(only.StandardError, 4));
        else json.WriteNull("standard_error");
        json.WriteNumber("queries", Seeds[0].Queries);
        json.WriteNumber("seeds", Seeds.Count);
        if (double.IsNaN(Paper)) json.WriteNull("paper");
        else json.WriteNumber("paper", Math.Round(Paper, 4));
        json.WriteString("verdict", Words[Agreement]);
        json.WriteEndObject();
    }

    /// <summary>All comparisons as a table for the terminal, in points of R@1 text to video.</summary>
    public static TextTable Table(IReadOnlyList<DemoVerdict> verdicts)
    {
        var table = new TextTable(
            Column.Text("comparison"), Column.Number("points"),
            Column.Number(verdicts[0].Seeds.Count == 1 ? "standard error" : "spread", priority: 1),
            Column.Number("paper"), Column.Text("verdict"));
        foreach (var verdict in verdicts)
        {
            var doubt = verdict.Seeds is [var only] ? only.StandardError : verdict.Over.Spread;
            table.Add(
                verdict.Claim, Points(verdict.Difference), doubt.ToString("0.0", CultureInfo.InvariantCulture),
                double.IsNaN(verdict.Paper) ? "–" : Points(verdict.Paper), Words[verdict.Agreement]);
        }
        return table;
    }

    /// <summary>All that came out, what speaks against GEXIA and the paper included.</summary>
    public static string Summary(IReadOnlyList<DemoVerdict> verdicts)
    {
        var groups =
            from verdict in verdicts
            group verdict.Short by verdict.Agreement into same
            orderby same.Key
            select $"{Heading(same.Key)} ({same.Count()}): {string.Join("; ", same)}.";
        return $"{verdicts.Count} comparisons of R@1 text to video. {string.Join(' ', groups)}";
    }

    private static string Heading(Agreement agreement) => char.ToUpperInvariant(Words[agreement][0]) + Words[agreement][1..];

    private string Doubt => Seeds is [var only]
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"standard error {only.StandardError:0.0}, {only.Queries} queries, {only.Differing} of which differ")
        : $"{Seeds.Count} seeds: {string.Join(", ", Over.Differences.Select(Points))}";

    private static string Points(double value) => value.ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture);

    private static readonly IReadOnlyDictionary<Agreement, string> Words = new Dictionary<Agreement, string>
    {
        [Agreement.SameDirection] = "same direction as the paper",
        [Agreement.OtherWayRound] = "the other way round than in the paper",
        [Agreement.Ahead] = "clearly ahead, no figure in the paper",
        [Agreement.Behind] = "clearly behind, no figure in the paper",
        [Agreement.Undecided] = "no clear difference here",
    };
}
