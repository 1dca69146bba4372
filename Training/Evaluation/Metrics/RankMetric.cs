namespace Gexia.Training.Evaluation;

/// <summary>A number that the ranks of all queries give. A metric is a class like this and a row in <see cref="RankMetrics"/>.</summary>
public abstract class RankMetric
{
    private protected RankMetric() { }

    /// <summary>In figures, logs and JSON, such as <c>r1</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Above a column, such as <c>R@1</c>.</summary>
    public abstract string Header { get; }

    /// <summary>False for ranks.</summary>
    public abstract bool HigherIsBetter { get; }

    /// <summary>Which columns a narrow table keeps: 0 always, the larger the sooner it goes.</summary>
    public abstract int Priority { get; }

    /// <summary>From the 1-based ranks of all queries, ascending; there is at least one.</summary>
    internal abstract double Of(ReadOnlySpan<double> ranks);
}
