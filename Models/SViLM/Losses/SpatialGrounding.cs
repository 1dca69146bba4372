namespace Gexia.Models;

/// <summary>
/// The score of L_g, inter-clip spatial grounding (S-ViLM §3, Eq. 3; Ghiasi et al., arXiv 2112.12143): each noun phrase looks for the group
/// tokens that show it.
/// </summary>
public static class SpatialGrounding
{
    /// <summary>Scores of all videos and captions.</summary>
    /// <remarks>
    /// <code>
    /// S[i, j, k, m] = ⟨ĝ_im, n̂_jk⟩,   r = softmax over m of S/τ′
    /// Γ[i, j] = (1/K) Σ_k Σ_m r[i, j, k, m]·S[i, j, k, m]
    /// </code>
    /// Every phrase must be seen somewhere; a region that no phrase names costs nothing.
    /// </remarks>
    /// <param name="groups">g: [videos, M, D], any length.</param>
    /// <param name="phrases">n: [texts·K, D], any length, a text's phrases side by side.</param>
    /// <param name="perText">K.</param>
    /// <param name="temperature">τ′.</param>
    /// <returns>Γ: [videos, texts], −1 to 1.</returns>
    public static Tensor Scores(Tensor groups, Tensor phrases, int perText, double temperature)
    {
        if (groups.Shape.Rank != 3 || phrases.Shape.Rank != 2 || phrases.Shape[1] != groups.Shape[2] || perText < 1
            || phrases.Shape[0] % perText != 0)
        {
            throw new ShapeException(
                "SpatialGrounding",
                $"needs group tokens [videos, M, D] and {perText} phrases of each text, [texts·{perText}, D]. groups: "
                + $"{groups.Description}, phrases: {phrases.Description}.", groups.Shape, phrases.Shape);
        }
        var (videos, tokens, count) = (groups.Shape[0], groups.Shape[1], phrases.Shape[0]);
        var similarity = groups.L2Normalize().MatMul(phrases.L2Normalize().Transpose()).Transpose();        // [videos, texts·K, M]
        var attended = (similarity / temperature).Softmax() * similarity;
        return attended.Sum(-1).Reshape(videos, count / perText, perText).Mean(-1);
    }
}
