namespace Gexia.Search.Vectors;

/// <summary>
/// How far the product of a query q with a code x̂ may be from that with the row x it stands for, both as computed in float32.
/// </summary>
/// <remarks>
/// By Cauchy and Schwarz |q·x − q·x̂| ≤ ‖q‖·‖x − x̂‖. A sum of n products, each rounded at most n + 8 times on its way into the
/// result, differs from the exact one by at most γ·Σ|qᵢ·xᵢ| ≤ γ·‖q‖·‖x‖ with γ = (n + 8)·u / (1 − (n + 8)·u) and u = 2⁻²⁴, in
/// whichever order it is added. So
/// <code>|fl(q·x) − fl(q·x̂)| ≤ ‖q‖·(‖x − x̂‖ + γ·(‖x‖ + ‖x̂‖)) + tiny,   ‖x̂‖ ≤ ‖x‖ + ‖x − x̂‖</code>
/// The bracket is the row's bound, stored with it; tiny is what numbers below float32's normal range can lose. ‖x − x̂‖ is the true one of
/// each row, not the worst that the format could do.
/// </remarks>
internal static class ErrorBound
{
    private const double Slack = 1 + 1e-6;          // above every rounding in these lines themselves

    /// <summary>The bound of a row.</summary>
    /// <param name="stride">n.</param>
    /// <param name="length">‖x‖.</param>
    /// <param name="residue">‖x − x̂‖.</param>
    public static float OfRow(int stride, double length, double residue) =>
        (float)((residue + (Gamma(stride) * ((2 * length) + residue))) * Slack);

    /// <summary>What a row's bound is multiplied by.</summary>
    public static double Factor(double queryLength) => (queryLength + 1e-30) * Slack;

    /// <summary>What is added to that.</summary>
    public static double Tiny(int stride) => (stride + 8) * Math.ScaleB(1, -146);

    private static double Gamma(int stride) => (stride + 8) * Math.ScaleB(1, -24) / (1 - ((stride + 8) * Math.ScaleB(1, -24)));
}
