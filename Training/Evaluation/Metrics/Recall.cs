using System.Globalization;

namespace Gexia.Training.Evaluation;

/// <summary>R@K: percent of queries whose correct item is among the first K.</summary>
internal sealed class Recall(int k, int priority) : RankMetric
{
    private readonly string number = k.ToString(CultureInfo.InvariantCulture);

    public override string Name => $"r{number}";

    public override string Header => $"R@{number}";

    public override bool HigherIsBetter => true;

    public override int Priority => priority;

    internal override double Of(ReadOnlySpan<double> ranks)
    {
        var within = 0;
        foreach (var rank in ranks)
            if (rank <= k) within++;
        return 100.0 * within / ranks.Length;
    }
}
