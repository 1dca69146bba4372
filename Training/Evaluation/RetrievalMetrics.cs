using System.Text.Json;

namespace Gexia.Training.Evaluation;

/// <summary>How well one direction of retrieval works: a value for each of <see cref="RankMetrics"/> (GEXIA §4.2).</summary>
public sealed class RetrievalMetrics : IEquatable<RetrievalMetrics>
{
    private readonly IReadOnlyList<double> values;

    internal RetrievalMetrics(IReadOnlyList<double> values) => this.values = values;

    /// <summary>Percent of queries whose correct item is first, 0..100.</summary>
    public double R1 => this["r1"];

    /// <summary>Percent among the first five.</summary>
    public double R5 => this["r5"];

    /// <summary>Percent among the first ten.</summary>
    public double R10 => this["r10"];

    /// <summary>Median of the 1-based ranks; with an even count the mean of the two middle ones.</summary>
    public double MedianRank => this["mdr"];

    /// <summary>Mean of the 1-based ranks.</summary>
    public double MeanRank => this["mnr"];

    /// <summary>The value of a metric.</summary>
    /// <exception cref="ArgumentException">There is no such metric.</exception>
    public double this[string metric] => values[RankMetrics.IndexOf(metric)];

    /// <summary>From the 1-based rank of every query.</summary>
    /// <exception cref="ArgumentException">There is no query.</exception>
    public static RetrievalMetrics Of(IReadOnlyList<double> ranks)
    {
        if (ranks.Count == 0) throw new ArgumentException("RetrievalMetrics: there is no query, so nothing to measure.", nameof(ranks));
        return OfSorted([.. ranks.Order()]);
    }

    /// <summary>From ranks in ascending order; NaN where there is none.</summary>
    internal static RetrievalMetrics OfSorted(ReadOnlySpan<double> ranks)
    {
        var values = new double[RankMetrics.All.Count];
        for (var i = 0; i < values.Length; i++) values[i] = ranks.Length == 0 ? double.NaN : RankMetrics.All[i].Of(ranks);
        return new(values);
    }

    /// <inheritdoc/>
    public bool Equals(RetrievalMetrics? other) => other is not null && values.SequenceEqual(other.values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RetrievalMetrics);

    /// <inheritdoc/>
    public override int GetHashCode() => values.Aggregate(0, HashCode.Combine);

    /// <summary>As an object with a member for each metric.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        for (var i = 0; i < values.Count; i++) json.WriteNumber(RankMetrics.All[i].Name, values[i]);
        json.WriteEndObject();
    }
}
