using System.Text.Json;

namespace Gexia.Training.Evaluation;

/// <summary>How well one direction of retrieval works.</summary>
/// <param name="R1">Percent of queries whose correct item is first, 0..100.</param>
/// <param name="R5">Percent among the first five.</param>
/// <param name="R10">Percent among the first ten.</param>
/// <param name="MedianRank">Median of the 1-based ranks; with an even count the mean of the two middle ones.</param>
/// <param name="MeanRank">Mean of the 1-based ranks.</param>
public sealed record RetrievalMetrics(double R1, double R5, double R10, double MedianRank, double MeanRank)
{
    /// <summary>From the 1-based rank of every query.</summary>
    /// <exception cref="ArgumentException">There is no query.</exception>
    public static RetrievalMetrics Of(IReadOnlyList<double> ranks)
    {
        if (ranks.Count == 0) throw new ArgumentException("RetrievalMetrics: there is no query, so nothing to measure.", nameof(ranks));
        double[] sorted = [.. ranks.Order()];
        var middle = sorted.Length / 2;
        return new(Within(1), Within(5), Within(10),
            sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2,
            sorted.Average());

        double Within(int place) => 100.0 * sorted.Count(rank => rank <= place) / sorted.Length;
    }

    /// <summary>As <c>{"r1","r5","r10","mdr","mnr"}</c>.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("r1", R1);
        json.WriteNumber("r5", R5);
        json.WriteNumber("r10", R10);
        json.WriteNumber("mdr", MedianRank);
        json.WriteNumber("mnr", MeanRank);
        json.WriteEndObject();
    }
}
