using System.Runtime.CompilerServices;
using Gexia.Cpu;

namespace Gexia.Benchmarks.Ladder.Products;

/// <summary>
/// A <see cref="Tile"/> of C at a time, straight from A and B as they lie. Faster because C stays in registers: a multiply-add
/// needs a sixth of a load of B and half a load of A, where the rung before needed two loads and a store.
/// What is left of rows and columns at the edges is done one vector at a time.
/// </summary>
internal sealed unsafe class RegisterTile : IRung<Product>
{
    public string Name => "register tile";

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IRung<Product>.Run<TLane>(Product product)
    {
        var (m, n, k) = (product.M, product.N, product.K);
        var width = Tile.Vectors * TLane.Count;
        var (rows, columns) = (m / Tile.Rows * Tile.Rows, n / width * width);
        Array.Clear(product.C);
        fixed (float* a = product.A, b = product.B, c = product.C)
        {
            for (var j = 0; j < columns; j += width)
                for (var i = 0; i < rows; i += Tile.Rows)
                    Tile.Add<TLane>(a + (i * k), k, 1, b + j, n, c + (i * n) + j, n, k);
            for (var i = 0; i < m; i++)
                for (var j = i < rows ? columns : 0; j < n; j += TLane.Count)
                    Strip<TLane>(a + (i * k), b + j, c + (i * n) + j, n, k, Math.Min(TLane.Count, n - j));
        }
    }

    // One row, at most one vector wide.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Strip<TLane>(float* a, float* b, float* c, int n, int k, int count) where TLane : struct, ILane<TLane, float>
    {
        var sum = TLane.Of(0);
        for (var p = 0; p < k; p++) sum = TLane.MultiplyAdd(TLane.Broadcast(a[p]), Part.Load<TLane>(b + (p * n), count), sum);
        TLane.StorePart(sum, c, count);
    }
}
