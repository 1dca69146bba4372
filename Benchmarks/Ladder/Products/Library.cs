using Gexia.Cpu;

namespace Gexia.Benchmarks.Ladder.Products;

/// <summary>
/// `Tensor/Cpu/Gemm/`: the packed rung, with a generated tile for every number of rows and vectors, so that edges compute no zeros;
/// panels of even height; blocks measured for the caches; packing by vectors; all transposes, batches, and work on finished values
/// while they are in the cache.
/// </summary>
internal sealed class Library : IRung<Product>
{
    private Product? made;
    private Tensor a = Tensor.Empty([0]), b = Tensor.Empty([0]), c = Tensor.Empty([0]);

    public string Name => "the library";

    void IRung<Product>.Run<TLane>(Product product)
    {
        if (!ReferenceEquals(made, product))
        {
            (a, b, c) = (
                Tensor.Of(product.A, [product.M, product.K]), Tensor.Of(product.B, [product.K, product.N]),
                Tensor.Empty([product.M, product.N]));
            made = product;
        }
        Gemm.Run(GemmProblem.Of(a, b, c));
        c.AsReadOnlySpan<float>().CopyTo(product.C);
    }
}
