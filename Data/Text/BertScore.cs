namespace Gexia.Data.Text;

/// <summary>
/// How much of a text another one says, word by word in a space of features: BERTScore (Zhang et al., arXiv 1904.09675), Eqs. of §3.
/// </summary>
/// <remarks>
/// With x̂ᵢ the features of the reference's tokens and x̂ⱼ those of the candidate's, all of length 1: recall R = meanᵢ maxⱼ ⟨x̂ᵢ, x̂ⱼ⟩,
/// precision P = meanⱼ maxᵢ ⟨x̂ᵢ, x̂ⱼ⟩, F₁ = 2PR/(P + R), 0 where P + R = 0. Every token counts alike (no idf), and figures are not
/// rescaled by a baseline. All three are 0 where a text has no token that counts.
/// </remarks>
/// <param name="Precision">P, −1 to 1.</param>
/// <param name="Recall">R, −1 to 1.</param>
internal readonly record struct BertScore(double Precision, double Recall)
{
    /// <summary>F₁.</summary>
    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);

    /// <summary>Of two texts.</summary>
    /// <param name="candidate">What is judged.</param>
    /// <param name="reference">What it is held against.</param>
    /// <returns>NaN where a feature is not finite.</returns>
    /// <exception cref="ArgumentException">The features differ in width.</exception>
    public static BertScore Of(TokenFeatures candidate, TokenFeatures reference)
    {
        if (candidate.Tokens == 0 || reference.Tokens == 0) return default;
        if (candidate.Width != reference.Width)
            throw new ArgumentException(
                $"BertScore: both texts need features of one width, from one encoder; got {candidate.Width} and {reference.Width}.");
        var (own, other) = (candidate.UnitRows(), reference.UnitRows());
        if (own.Count == 0 || other.Count == 0) return default;
        double[] best = [.. own.Select(_ => double.NegativeInfinity)];
        double recall = 0, precision = 0;
        foreach (var wanted in other)
        {
            var nearest = double.NegativeInfinity;
            for (var j = 0; j < own.Count; j++)
            {
                var cosine = Dot(wanted, own[j]);
                nearest = Math.Max(nearest, cosine);            // NaN spreads
                best[j] = Math.Max(best[j], cosine);
            }
            recall += nearest;
        }
        foreach (var cosine in best) precision += cosine;
        return new(precision / own.Count, recall / other.Count);
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
