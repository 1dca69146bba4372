namespace Gexia.Models;

/// <summary>The loss of a training step, with the terms that its log tells apart.</summary>
/// <param name="Total">A scalar, recorded for gradients.</param>
/// <param name="Terms">Scalars that <paramref name="Total"/> is made of; empty for a loss of one term.</param>
public readonly record struct StepLoss(Tensor Total, IReadOnlyList<LossTerm> Terms)
{
    /// <summary>A loss of one term.</summary>
    public static implicit operator StepLoss(Tensor total) => new(total, []);
}

/// <summary>One term of a loss.</summary>
/// <param name="Name">As the log calls it.</param>
/// <param name="Value">A scalar.</param>
public readonly record struct LossTerm(string Name, Tensor Value);
