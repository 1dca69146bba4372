namespace Gexia.Models;

/// <summary>
/// The contrastive loss of blended videos, each of which has two captions that fit: its own, and that of its background (S-ViLM §3,
/// Eqs. 4–7).
/// </summary>
public static class TwoPositives
{
    /// <summary>
    /// L = −(1/B) Σ_ij w_ij·log softmax_j(s[i, ·])[j] − (1/B) Σ_ij w_ij·log softmax_i(s[·, j])[i].
    /// </summary>
    /// <remarks>With w the identity this is twice the symmetric contrastive loss.</remarks>
    /// <param name="logits">s: [videos, texts], as many of both, the temperature applied.</param>
    /// <param name="weights">w: [videos, texts], rows summing to 1.</param>
    /// <param name="normaliseColumns">Divide w by its column sums for the second term.</param>
    /// <param name="halfSum">The mean of both terms instead of their sum.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Loss(Tensor logits, Tensor weights, bool normaliseColumns = false, bool halfSum = false)
    {
        if (logits.Shape.Rank != 2 || logits.Shape[0] != logits.Shape[1] || !weights.Shape.Equals(logits.Shape))
            throw new ShapeException(
                "TwoPositives",
                $"needs logits and weights [videos, texts], as many of both. logits: {logits.Description}, weights: "
                + $"{weights.Description}.", logits.Shape, weights.Shape);
        var columns = normaliseColumns ? weights / weights.Sum(0, keep: true) : weights;
        var both = (weights * logits.LogSoftmax()).Sum() + (columns.Transpose() * logits.Transpose().LogSoftmax()).Sum();
        return both * (-(halfSum ? 0.5 : 1) / logits.Shape[0]);
    }
}
