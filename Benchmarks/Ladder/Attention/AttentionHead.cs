namespace Gexia.Benchmarks.Ladder.Attention;

/// <summary>
/// Attention of one head: y_i = Σ_j p_ij·v_j with p_ij = e^{s_ij} / Σ_j e^{s_ij} and s_ij = q_i·k_j / √width.
/// Q and Y are [queries, width], K and V [keys, width].
/// </summary>
internal sealed record AttentionHead(int Queries, int Keys, int Width, float[] Q, float[] K, float[] V, float[] Y) : IProblem
{
    public static AttentionHead Random(int queries, int keys, int width)
    {
        var random = new Random(1);
        float[] Values(int rows) => [.. Enumerable.Range(0, rows * width).Select(_ => (4 * random.NextSingle()) - 2)];
        return new(queries, keys, width, Values(queries), Values(keys), Values(keys), new float[queries * width]);
    }

    public string Shape => $"{Queries} queries, {Keys} keys, width {Width}";

    /// <summary>Of the two products; exponentials come on top.</summary>
    public double Gflop => 4e-9 * Queries * Keys * Width;

    public float Scale => 1 / MathF.Sqrt(Width);

    public float[] Result => Y;

    /// <summary>The naive computation in double precision.</summary>
    public double[] Exact()
    {
        var exact = new double[Queries * Width];
        var scores = new double[Keys];
        for (var i = 0; i < Queries; i++)
        {
            for (var j = 0; j < Keys; j++)
                scores[j] = Enumerable.Range(0, Width).Sum(c => (double)Q[(i * Width) + c] * K[(j * Width) + c]) / Math.Sqrt(Width);
            var sum = scores.Sum(Math.Exp);
            for (var j = 0; j < Keys; j++)
                for (var c = 0; c < Width; c++) exact[(i * Width) + c] += Math.Exp(scores[j]) / sum * V[(j * Width) + c];
        }
        return exact;
    }
}
