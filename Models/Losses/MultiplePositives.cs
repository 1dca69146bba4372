namespace Gexia.Models;

/// <summary>Contrastive losses of videos for which several texts may be right (docs/tasks.md).</summary>
internal static class MultiplePositives
{
    /// <summary>
    /// L = −(1/B) Σ_ij p_ij·log softmax_j(s[i, ·])[j], where p is the mask of right texts with each row divided by its sum: the
    /// cross-entropy against a uniform choice among the right ones.
    /// </summary>
    /// <param name="logits">s: [videos, texts], the temperature applied.</param>
    /// <param name="positives">[videos, texts] 1 where a text is right, else 0; at least one in each row.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Rows(Tensor logits, Tensor positives)
    {
        if (logits.Shape.Rank != 2 || !positives.Shape.Equals(logits.Shape))
            throw new ShapeException(
                "MultiplePositives",
                $"needs logits and positives [videos, texts]. logits: {logits.Description}, positives: {positives.Description}.",
                logits.Shape, positives.Shape);
        return (positives / positives.Sum(1, keep: true) * logits.LogSoftmax()).Sum() * (-1.0 / logits.Shape[0]);
    }

    /// <summary>
    /// ½(rows + columns): each video chooses among the texts, each text among the videos. With the identity this is the symmetric
    /// contrastive loss.
    /// </summary>
    /// <param name="logits">s: [videos, texts], the temperature applied.</param>
    /// <param name="positives">[videos, texts] 1 where a text is right, else 0; at least one in each row and column.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Symmetric(Tensor logits, Tensor positives) =>
        (Rows(logits, positives) + Rows(logits.Transpose(), positives.Transpose().Contiguous())) * 0.5;
}
