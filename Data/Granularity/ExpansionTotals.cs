using System.Globalization;

namespace Gexia.Data.Granularities;

/// <summary>How much a set of pairs holds.</summary>
/// <param name="Pairs">Pairs.</param>
/// <param name="Segments">Segments of video, over all pairs.</param>
/// <param name="Characters">Characters of text, over all pairs.</param>
/// <remarks>Numbers are real: what a step will make is an expectation, and may lie beyond any integer.</remarks>
internal readonly record struct ExpansionTotals(double Pairs, double Segments, double Characters)
{
    /// <summary>What one run may make beyond its input once for each step; see <see cref="ExpansionPlan"/>.</summary>
    public static ExpansionTotals Allowance { get; } = new(1 << 21, 1 << 25, 1 << 28);

    /// <summary>What a pair holds.</summary>
    public static ExpansionTotals Of(Pair pair) => new(1, pair.Clip.Count, pair.Text.Length);

    /// <summary>What pairs hold together.</summary>
    public static ExpansionTotals Of(IEnumerable<Pair> pairs) => pairs.Aggregate(default(ExpansionTotals), (sum, pair) => sum + Of(pair));

    /// <summary>Sums.</summary>
    public static ExpansionTotals operator +(ExpansionTotals a, ExpansionTotals b) =>
        new(a.Pairs + b.Pairs, a.Segments + b.Segments, a.Characters + b.Characters);

    /// <summary>Multiples.</summary>
    public static ExpansionTotals operator *(ExpansionTotals a, double factor) =>
        new(a.Pairs * factor, a.Segments * factor, a.Characters * factor);

    /// <summary>The first total beyond <paramref name="most"/> in words, with its limit; null when there is none.</summary>
    public string? Excess(ExpansionTotals most) =>
        Excess(Pairs, most.Pairs, "pairs")
        ?? Excess(Segments, most.Segments, "segments of video")
        ?? Excess(Characters, most.Characters, "characters of text");

    private static string? Excess(double total, double most, string what) =>
        total > most ? string.Create(CultureInfo.InvariantCulture, $"{total:N0} {what}; at most {most:N0} are made") : null;
}
