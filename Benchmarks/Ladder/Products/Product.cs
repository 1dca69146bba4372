using Gexia.Cpu;

namespace Gexia.Benchmarks.Ladder.Products;

/// <summary>C = A·B, that is c_ij = Σ_p a_ip·b_pj: A [m, k], B [k, n] and C [m, n], each with its rows side by side.</summary>
internal sealed record Product(int M, int N, int K, float[] A, float[] B, float[] C) : IProblem
{
    public static Product Random(int m, int n, int k)
    {
        var random = new Random(1);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
        return new(m, n, k, Values(m * k), Values(k * n), new float[m * n]);
    }

    public string Shape => $"{M}×{K} · {K}×{N}";

    public double Gflop => 2e-9 * M * N * K;

    public float[] Result => C;

    /// <summary>The naive sum in double precision.</summary>
    public double[] Exact()
    {
        var exact = new double[M * N];
        for (var i = 0; i < M; i++)
            for (var p = 0; p < K; p++)
                for (var j = 0; j < N; j++) exact[(i * N) + j] += (double)A[(i * K) + p] * B[(p * N) + j];
        return exact;
    }
}
