namespace Gexia.Training.Analysis;

/// <summary>Settings of <see cref="TSne"/>; the defaults are those of <c>analyze semantics</c>.</summary>
internal sealed record TSneOptions
{
    /// <summary>
    /// About how many neighbours a point has; less where there are too few points, see <see cref="TSneAffinities.Possible"/>.
    /// </summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Updates.</summary>
    public int Iterations { get; init; } = 1000;

    /// <summary>
    /// The first updates, in which P is multiplied by <see cref="Exaggeration"/> and momentum is <see cref="FirstMomentum"/>.
    /// </summary>
    public int EarlyIterations { get; init; } = 250;

    /// <summary>Draws points of one cluster together first.</summary>
    public double Exaggeration { get; init; } = 12;

    /// <summary>
    /// η; at most 2n/3 of n points is used, 200 of 300: P's entries grow as points become fewer, and larger steps throw them apart.
    /// </summary>
    public double LearningRate { get; init; } = 200;

    /// <summary>Momentum of the early updates.</summary>
    public double FirstMomentum { get; init; } = 0.5;

    /// <summary>Momentum of the others.</summary>
    public double Momentum { get; init; } = 0.8;

    /// <summary>Standard deviation of the first places.</summary>
    public double Start { get; init; } = 1e-4;
}

/// <summary>Points in the plane.</summary>
/// <param name="Points">[n, 2], with their mean at 0.</param>
/// <param name="Divergence">KL(P‖Q) at the end.</param>
/// <param name="Perplexity">That was used.</param>
/// <param name="LearningRate">That was used.</param>
internal sealed record TSneMap(double[,] Points, double Divergence, double Perplexity, double LearningRate);

/// <summary>
/// t-SNE, exact: points in the plane whose neighbours are those of the features (van der Maaten and Hinton, JMLR 9, 2008).
/// </summary>
/// <remarks>
/// q_ij = (1 + ‖yᵢ − yⱼ‖²)⁻¹/Z minimises C = KL(P‖Q) = Σ p_ij ln(p_ij/q_ij) by
/// ∂C/∂yᵢ = 4·Σⱼ (p_ij − q_ij)(1 + ‖yᵢ − yⱼ‖²)⁻¹(yᵢ − yⱼ), with momentum and a gain for each coordinate that grows by 0.2 while the
/// gradient goes on in one direction and shrinks by a fifth where it turns. One thread, sums in a fixed order: a seed gives the same bits
/// whatever the number of threads.
/// </remarks>
internal static class TSne
{
    private const double LeastGain = 0.01;

    /// <summary>Places points.</summary>
    /// <param name="squared">[n, n] squared distances, symmetric; of unit vectors 2 − 2·cosine.</param>
    /// <param name="options">How.</param>
    /// <param name="random">Of the first places; not advanced.</param>
    /// <param name="cancellation">Checked before every update.</param>
    /// <exception cref="ArgumentException">There is no point, or a distance is negative or not finite.</exception>
    public static TSneMap Of(double[,] squared, TSneOptions options, Rng random, CancellationToken cancellation = default)
    {
        var n = squared.GetLength(0);
        if (n == 0 || squared.GetLength(1) != n)
            throw new ArgumentException($"TSne: needs distances [n, n] of at least one point, not [{n}, {squared.GetLength(1)}].");
        foreach (var d in squared)
            if (!(d >= 0 && double.IsFinite(d)))
                throw new ArgumentException($"TSne: a squared distance is {d}; it must be finite, 0 or more.");
        var perplexity = TSneAffinities.Possible(n, options.Perplexity);
        var rate = Math.Min(options.LearningRate, 2 * n / 3.0);
        if (n == 1) return new(new double[1, 2], 0, perplexity, rate);
        var p = TSneAffinities.Joint(squared, perplexity);
        double[,] y = new double[n, 2], step = new double[n, 2], gains = new double[n, 2];
        var draw = random.At(0, "t-SNE");
        for (var i = 0; i < n; i++)
            for (var c = 0; c < 2; c++) (y[i, c], gains[i, c]) = (options.Start * draw.NextNormal(), 1);
        for (var iteration = 0; iteration < options.Iterations; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            var early = iteration < options.EarlyIterations;
            var gradient = Gradient(p, y, early ? options.Exaggeration : 1);
            Update(y, step, gains, gradient, early ? options.FirstMomentum : options.Momentum, rate);
        }
        return new(y, Divergence(p, y), perplexity, rate);
    }

    /// <summary>KL(P‖Q) of points [n, 2]; terms with p = 0 are 0.</summary>
    public static double Divergence(double[,] p, double[,] y)
    {
        var (n, z) = (y.GetLength(0), Normalizer(y));
        double sum = 0;
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++)
                if (i != j && p[i, j] > 0) sum += p[i, j] * Math.Log(p[i, j] * z / Kernel(y, i, j));
        return sum;
    }

    /// <summary>∂C/∂y [n, 2], with P multiplied by an exaggeration.</summary>
    public static double[,] Gradient(double[,] p, double[,] y, double exaggeration = 1)
    {
        var (n, z) = (y.GetLength(0), Normalizer(y));
        var gradient = new double[n, 2];
        for (var i = 0; i < n; i++)
        {
            double first = 0, second = 0;
            for (var j = 0; j < n; j++)
            {
                if (j == i) continue;
                var kernel = Kernel(y, i, j);
                var pull = 4 * ((exaggeration * p[i, j]) - (kernel / z)) * kernel;
                first += pull * (y[i, 0] - y[j, 0]);
                second += pull * (y[i, 1] - y[j, 1]);
            }
            (gradient[i, 0], gradient[i, 1]) = (first, second);
        }
        return gradient;
    }

    private static void Update(double[,] y, double[,] step, double[,] gains, double[,] gradient, double momentum, double rate)
    {
        var n = y.GetLength(0);
        for (var c = 0; c < 2; c++)
        {
            double mean = 0;
            for (var i = 0; i < n; i++)
            {
                var turns = gradient[i, c] > 0 == step[i, c] > 0;      // the step goes against the gradient
                gains[i, c] = Math.Max(LeastGain, turns ? gains[i, c] * 0.8 : gains[i, c] + 0.2);
                step[i, c] = (momentum * step[i, c]) - (rate * gains[i, c] * gradient[i, c]);
                mean += y[i, c] += step[i, c];
            }
            for (var i = 0; i < n; i++) y[i, c] -= mean / n;
        }
    }

    private static double Normalizer(double[,] y)
    {
        double sum = 0;
        for (var i = 0; i < y.GetLength(0); i++)
            for (var j = 0; j < i; j++) sum += Kernel(y, i, j);
        return 2 * sum;
    }

    private static double Kernel(double[,] y, int i, int j)
    {
        double first = y[i, 0] - y[j, 0], second = y[i, 1] - y[j, 1];
        return 1 / (1 + (first * first) + (second * second));
    }
}
