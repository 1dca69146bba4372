using Gexia.Cpu;

namespace Gexia.Benchmarks.Ladder.Products;

/// <summary>
/// `Tensor/Cpu/Gemm/`: the packed rung, with a generated tile for every number of rows and vectors, so that edges compute no zeros;
/// panels of even height; blocks measured for the caches; packing by vectors; all transposes, batches, and work on finished values
/// while they are in the cache.
/// </summary>
internal sealed unsafe class Library : IRung<Product>
{
    public string Name => "the library";

    void IRung<Product>.Run<TLane>(Product product)
    {
        var (m, n, k) = (product.M, product.N, product.K);
        fixed (float* a = product.A, b = product.B, c = product.C)
            Gemm.Run(
                new GemmProblem<float>
                {
                    M = m, N = n, K = k, A = a, ARow = k, AColumn = 1, B = b, BRow = n, BColumn = 1, C = c, CRow = n
                });
    }
}
