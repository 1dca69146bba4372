namespace Gexia.Training.Analysis;

/// <summary>How near points are to each other, as probabilities (van der Maaten and Hinton, JMLR 9, 2008, §2 and §3.1).</summary>
internal static class TSneAffinities
{
    private const double Tolerance = 1e-10, LargestBeta = 1e150;
    private const int Steps = 200;

    /// <summary>
    /// The perplexity that n points can have: a third of the neighbours at most, so that there is something to tell apart, and 1 at least.
    /// </summary>
    /// <param name="points">n.</param>
    /// <param name="wanted">What is asked for.</param>
    public static double Possible(int points, double wanted) => Math.Max(1, Math.Min(wanted, (points - 1) / 3.0));

    /// <summary>
    /// p_j|i ∝ exp(−β·d²_ij) over the neighbours j of one point, with the β whose perplexity exp(H), H = −Σⱼ pⱼ ln pⱼ, is the one
    /// asked for.
    /// </summary>
    /// <remarks>
    /// H falls from ln(neighbours) at β = 0 to ln(m) at β → ∞, where m neighbours are the nearest. Below m no β can come, and above their
    /// number none can either: the probabilities are then those of these ends.
    /// </remarks>
    /// <param name="squared">d² to each neighbour, at least one, finite and not negative.</param>
    /// <param name="perplexity">At least 1.</param>
    /// <returns>A probability for each neighbour; they sum to 1.</returns>
    public static double[] Neighbours(ReadOnlySpan<double> squared, double perplexity)
    {
        double least = double.PositiveInfinity, sum = 0;
        foreach (var d in squared) least = Math.Min(least, d);
        var beyond = new double[squared.Length];            // d² less that of the nearest, which changes no probability
        for (var j = 0; j < beyond.Length; j++) sum += beyond[j] = squared[j] - least;
        var p = new double[beyond.Length];
        if (sum == 0)
        {
            p.AsSpan().Fill(1.0 / p.Length);
            return p;
        }
        var target = Math.Log(perplexity);
        double low = 0, high = beyond.Length / sum;
        while (Entropy(beyond, high, p) > target && high < LargestBeta) (low, high) = (high, 2 * high);
        for (var step = 0; step < Steps; step++)
        {
            var beta = (low + high) / 2;
            var excess = Entropy(beyond, beta, p) - target;
            if (Math.Abs(excess) < Tolerance) break;
            if (excess > 0) low = beta;
            else high = beta;
        }
        return p;
    }

    /// <summary>P: p_ij = (p_j|i + p_i|j)/2n, symmetric; the whole matrix sums to 1.</summary>
    /// <param name="squared">[n, n] squared distances.</param>
    /// <param name="perplexity">Of every point.</param>
    public static double[,] Joint(double[,] squared, double perplexity)
    {
        var n = squared.GetLength(0);
        var joint = new double[n, n];
        var row = new double[Math.Max(0, n - 1)];
        for (var i = 0; i < n && n > 1; i++)
        {
            for (var j = 0; j < n; j++) if (j != i) row[j - (j > i ? 1 : 0)] = squared[i, j];
            var p = Neighbours(row, perplexity);
            for (var j = 0; j < n; j++)
            {
                if (j == i) continue;
                var share = p[j - (j > i ? 1 : 0)] / (2.0 * n);
                joint[i, j] += share;
                joint[j, i] += share;
            }
        }
        return joint;
    }

    // Of p ∝ exp(−β·s), s ≥ 0 and 0 for the nearest, which is left in p: ln Z + β·Σ p·s.
    private static double Entropy(double[] beyond, double beta, double[] p)
    {
        double z = 0, mean = 0;
        for (var j = 0; j < p.Length; j++)
        {
            z += p[j] = Math.Exp(-beta * beyond[j]);
            mean += p[j] * beyond[j];
        }
        for (var j = 0; j < p.Length; j++) p[j] /= z;
        return Math.Log(z) + (beta * mean / z);
    }
}
