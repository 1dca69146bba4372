using System.Runtime.CompilerServices;

namespace Gexia.Benchmarks.Ladder.Products;

/// <summary>
/// The textbook's three loops: every c_ij is a row of A times a column of B.
/// Slow for two reasons: neighbours in a column lie n floats apart, so each step of the inner loop touches another cache line; and each
/// addition waits for the one before, some four cycles, whatever else the processor could do.
/// </summary>
internal sealed class Naive : IRung<Product>
{
    public string Name => "naive";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IRung<Product>.Run<TLane>(Product product)
    {
        var (m, n, k, a, b, c) = product;
        for (var i = 0; i < m; i++)
            for (var j = 0; j < n; j++)
            {
                var sum = 0f;
                for (var p = 0; p < k; p++) sum += a[(i * k) + p] * b[(p * n) + j];
                c[(i * n) + j] = sum;
            }
    }
}
