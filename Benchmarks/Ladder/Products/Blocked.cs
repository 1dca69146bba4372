using System.Runtime.CompilerServices;

namespace Gexia.Benchmarks.Ladder.Products;

/// <summary>
/// The reordered loops on one block of B at a time, [64, 256]: 64 KiB, which the second-level cache holds while every row of A passes by.
/// Faster where B is larger than that cache: memory is then read n·k floats in all, not for each of the m rows. Where arithmetic is
/// still one float at a time, little of that shows; it pays on the next rungs.
/// </summary>
internal sealed class Blocked : IRung<Product>
{
    public const int Depth = 64, Width = 256;

    public string Name => "blocked";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IRung<Product>.Run<TLane>(Product product)
    {
        var (m, n, k, a, b, c) = product;
        Array.Clear(c);
        for (var q = 0; q < k; q += Depth)
            for (var l = 0; l < n; l += Width)
            {
                var (depth, width) = (Math.Min(Depth, k - q), Math.Min(Width, n - l));
                for (var i = 0; i < m; i++)
                {
                    var row = c.AsSpan((i * n) + l, width);
                    for (var p = q; p < q + depth; p++)
                    {
                        var x = a[(i * k) + p];
                        var other = b.AsSpan((p * n) + l, width);
                        for (var j = 0; j < row.Length; j++) row[j] += x * other[j];
                    }
                }
            }
    }
}
