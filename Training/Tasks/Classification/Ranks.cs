using Gexia.Training.Evaluation;

namespace Gexia.Training.Tasks.Classification;

/// <summary>Where right classes stand among all.</summary>
internal static class Ranks
{
    /// <summary>
    /// How equal scores are counted: a class stands behind all that score as it does, so that a head which scores all alike is never right.
    /// </summary>
    public const TieRule Ties = TieRule.Pessimistic;

    /// <summary>The same in words.</summary>
    public const string Words = "pessimistic: an equal score of a wrong class counts against the right one; NaN is never right";

    /// <summary>The rank of each row's label.</summary>
    /// <param name="logits">[items, classes].</param>
    /// <param name="labels">The right class of each; <see cref="TaskSample.NoClass"/> has an infinite rank.</param>
    public static IEnumerable<double> Of(Tensor logits, IReadOnlyList<int> labels)
    {
        var scores = logits.ToHost().To(DType.Float32).ToArray<float>();
        var classes = logits.Shape[1];
        return labels.Select((label, i) => label == TaskSample.NoClass
            ? double.PositiveInfinity
            : Ranking.Rank(scores.AsSpan(i * classes, classes), label, Ties));
    }
}
