namespace Gexia.Training.Evaluation;

/// <summary>Median of the ranks; with an even count the mean of the two middle ones.</summary>
internal sealed class MedianRank : RankMetric
{
    public override string Name => "mdr";

    public override string Header => "MdR";

    public override bool HigherIsBetter => false;

    public override int Priority => 1;

    internal override double Of(ReadOnlySpan<double> ranks)
    {
        var middle = ranks.Length / 2;
        return ranks.Length % 2 == 1 ? ranks[middle] : (ranks[middle - 1] + ranks[middle]) / 2;
    }
}
