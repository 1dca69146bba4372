using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Benchmarks.Ladder.Products;

/// <summary>
/// The tile on copies of A and B that lie in the order in which it reads them (Goto and van de Geijn, 2008): A as panels [k][6 rows], B as
/// panels [k][2 vectors], for 256 steps of k at a time. Faster because the tile reads straight on: no jump of a whole row, which costs a
/// cache line and often a page each (and where n is a power of two, all those lines compete for the same few places of the cache). One
/// panel of B, 32 KiB at 512 bits, serves all rows from the first-level cache. The copies are m·k + k·n floats against m·n·k
/// multiply-adds. Edges are filled with zeros, so that one tile does for all.
/// </summary>
internal sealed unsafe class Packed : IRung<Product>
{
    private const int Depth = 256;

    public string Name => "packed";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IRung<Product>.Run<TLane>(Product product)
    {
        var (m, n, k) = (product.M, product.N, product.K);
        var width = Tile.Vectors * TLane.Count;
        var panels = (m + Tile.Rows - 1) / Tile.Rows;
        Array.Clear(product.C);
        var (rows, columns) = (new float[panels * Tile.Rows * Depth], new float[width * Depth]);
        var edge = stackalloc float[Tile.Rows * width];
        fixed (float* a = product.A, b = product.B, c = product.C, ap = rows, bp = columns)
            for (var q = 0; q < k; q += Depth)
            {
                var depth = Math.Min(Depth, k - q);
                for (var i = 0; i < panels; i++)
                    PackRows(a + (i * Tile.Rows * k) + q, k, Math.Min(Tile.Rows, m - (i * Tile.Rows)), depth, ap + (i * Tile.Rows * depth));
                for (var j = 0; j < n; j += width)
                {
                    var across = Math.Min(width, n - j);
                    PackColumns(b + (q * n) + j, n, across, width, depth, bp);
                    for (var i = 0; i < panels; i++)
                    {
                        var down = Math.Min(Tile.Rows, m - (i * Tile.Rows));
                        var place = c + (i * Tile.Rows * n) + j;
                        if (down == Tile.Rows && across == width)
                        {
                            Tile.Add<TLane>(ap + (i * Tile.Rows * depth), 1, Tile.Rows, bp, width, place, n, depth);
                            continue;
                        }
                        new Span<float>(edge, Tile.Rows * width).Clear();
                        Tile.Add<TLane>(ap + (i * Tile.Rows * depth), 1, Tile.Rows, bp, width, edge, width, depth);
                        for (var y = 0; y < down; y++)
                            for (var x = 0; x < across; x++) place[(y * n) + x] += edge[(y * width) + x];
                    }
                }
            }
    }

    // [rows, depth] → [depth][6], the missing rows zero.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackRows(float* a, int k, int rows, int depth, float* panel)
    {
        for (var p = 0; p < depth; p++)
            for (var i = 0; i < Tile.Rows; i++) *panel++ = i < rows ? a[(i * k) + p] : 0;
    }

    // [depth, columns] → [depth][width], the missing columns zero.
    private static void PackColumns(float* b, int n, int columns, int width, int depth, float* panel)
    {
        for (var p = 0; p < depth; p++)
        {
            var row = new Span<float>(panel + (p * width), width);
            new ReadOnlySpan<float>(b + (p * n), columns).CopyTo(row);
            row[columns..].Clear();
        }
    }
}
