namespace Gexia.Training.Evaluation;

/// <summary>Mean of the ranks.</summary>
internal sealed class MeanRank : RankMetric
{
    public override string Name => "mnr";

    public override string Header => "MnR";

    public override bool HigherIsBetter => false;

    public override int Priority => 4;

    internal override double Of(ReadOnlySpan<double> ranks) => ranks.ToArray().Average();
}
