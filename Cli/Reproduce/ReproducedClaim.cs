using System.Text.Json;
using Gexia.Training.Evaluation;

namespace Gexia.Cli.Reproduce;

/// <summary>What became of a claim.</summary>
internal enum ClaimVerdict
{
    /// <summary>Clearly so here, too.</summary>
    Reproduced,
    /// <summary>The difference is no larger than seeds differ among themselves.</summary>
    NotVisible,
    /// <summary>Clearly the other way round.</summary>
    Contradicted,
}

/// <summary>A claim of a paper: one thing is ahead of another.</summary>
/// <param name="Text">What is compared.</param>
/// <param name="Measure">What the points are of.</param>
/// <param name="Seeds">The difference that each seed gave; positive where the claim holds.</param>
/// <param name="Paper">The paper's difference; not finite where it gives no figure.</param>
internal sealed record ReproducedClaim(string Text, string Measure, SeedDifference Seeds, double Paper)
{
    /// <summary>
    /// Whether it is asked where something is missing that the claim needs, to show that it needs it; the table's verdict leaves it out.
    /// </summary>
    public bool IsControl { get; init; }

    /// <summary>The verdicts in words.</summary>
    public static IReadOnlyDictionary<ClaimVerdict, string> Words { get; } = new Dictionary<ClaimVerdict, string>
    {
        [ClaimVerdict.Reproduced] = "reproduced",
        [ClaimVerdict.NotVisible] = "not visible at this size",
        [ClaimVerdict.Contradicted] = "contradicted",
    };

    /// <summary>A difference counts when its mean is larger than the distance between the largest and the smallest.</summary>
    public ClaimVerdict Verdict =>
        !Seeds.IsClear ? ClaimVerdict.NotVisible : Seeds.Mean > 0 ? ClaimVerdict.Reproduced : ClaimVerdict.Contradicted;

    /// <summary>As <c>{"claim","measure","difference","spread","by_seed","paper","control","verdict"}</c>.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("claim", Text);
        json.WriteString("measure", Measure);
        json.WriteNumber("difference", Math.Round(Seeds.Mean, 4));
        json.WriteNumber("spread", Math.Round(Seeds.Spread, 4));
        json.WriteStartArray("by_seed");
        foreach (var difference in Seeds.Differences) json.WriteNumberValue(Math.Round(difference, 4));
        json.WriteEndArray();
        if (double.IsFinite(Paper)) json.WriteNumber("paper", Math.Round(Paper, 4));
        else json.WriteNull("paper");
        json.WriteBoolean("control", IsControl);
        json.WriteString("verdict", Words[Verdict]);
        json.WriteEndObject();
    }
}
