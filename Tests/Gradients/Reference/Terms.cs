namespace Gexia.Tests.Gradients.Reference;

/// <summary>
/// How large the terms are that cancel in a value or a gradient, for a dY of standard-normal elements: rounding leaves a share of them,
/// however little is left of their differences.
/// </summary>
public static class Terms
{
    /// <summary>The largest |dY| that is expected.</summary>
    private const double Derivative = 3;

    /// <summary>
    /// dx = r·((g − mean(g)) − x̂·mean(g·x̂)) with g = γ·dy: terms of r·|g|, where r = 1/√(var + ε) is large in a row that hardly varies.
    /// y and dγ = Σ dy·x̂ have x̂ = (x − μ)·r: terms of r·|x|.
    /// </summary>
    public static double LayerNorm(Grid x, Grid gamma, double epsilon)
    {
        var most = 0.0;
        x.Rows(row =>
        {
            var mean = row.Average();
            most = Math.Max(most, 1 / Math.Sqrt(row.Average(v => (v - mean) * (v - mean)) + epsilon));
            return row;
        });
        return most * Math.Max(Most(gamma), Most(x)) * Derivative;
    }

    /// <summary>
    /// dS = P·(dP − δ) with dP = ⟨dO, V⟩, then dQ = dS·K/√c and dK = dSᵀ·Q/√c: terms of c·|dO|·|V|·max(|K|, |Q|)/√c, though dS vanishes
    /// where one key has all the weight. The scores, ⟨q, k⟩/√c, have terms of c·|Q|·|K|/√c, and O moves by |V| as a score moves by 1.
    /// </summary>
    public static double Attention(Grid query, Grid key, Grid value, int heads) =>
        Math.Sqrt(query.Shape[^1] / heads) * Most(value) * Math.Max(Derivative * Math.Max(Most(query), Most(key)), Most(query) * Most(key));

    private static double Most(Grid x) => x.Values.Select(Math.Abs).DefaultIfEmpty(0).Max();
}
