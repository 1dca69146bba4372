using System.Runtime.CompilerServices;

namespace Gexia.Benchmarks.Ladder.Products;

/// <summary>
/// The blocked loops with the machine's vectors: up to sixteen elements of a row of C in one fused multiply-add, which also rounds once
/// instead of twice. Bounded by memory instructions now: each multiply-add loads a piece of B and a piece of C, and stores C again.
/// </summary>
internal sealed unsafe class Vectorised : IRung<Product>
{
    public string Name => "vectorised";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IRung<Product>.Run<TLane>(Product product)
    {
        var (m, n, k) = (product.M, product.N, product.K);
        Array.Clear(product.C);
        fixed (float* a = product.A, b = product.B, c = product.C)
            for (var q = 0; q < k; q += Blocked.Depth)
                for (var l = 0; l < n; l += Blocked.Width)
                {
                    var (depth, width) = (Math.Min(Blocked.Depth, k - q), Math.Min(Blocked.Width, n - l));
                    for (var i = 0; i < m; i++)
                    {
                        var row = c + (i * n) + l;
                        for (var p = q; p < q + depth; p++)
                        {
                            var x = TLane.Broadcast(a[(i * k) + p]);
                            var other = b + (p * n) + l;
                            var j = 0;
                            for (; j + TLane.Count <= width; j += TLane.Count)
                                TLane.Store(TLane.MultiplyAdd(x, TLane.Load(other + j), TLane.Load(row + j)), row + j);
                            for (; j < width; j++) row[j] += a[(i * k) + p] * other[j];
                        }
                    }
                }
    }
}
