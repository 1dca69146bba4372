using Gexia.Benchmarks.Ladder.Attention;
using Gexia.Benchmarks.Ladder.Products;
using Gexia.Cpu;

namespace Gexia.Benchmarks.Ladder;

/// <summary>The ladders, lowest rung first.</summary>
internal static class Rungs
{
    public static IReadOnlyList<IRung<Product>> Products { get; } =
        [
            new Products.Naive(), new Reordered(), new Blocked(), new Products.Vectorised(), new RegisterTile(), new Packed(),
            new Products.Library()
        ];

    public static IReadOnlyList<IRung<AttentionHead>> Attention { get; } =
        [new Attention.Naive(), new Attention.Vectorised(), new Fused(), new Attention.Library()];

    /// <summary>Runs a rung with the vectors of <see cref="Simd.Level"/>.</summary>
    public static void Climb<TProblem>(IRung<TProblem> rung, TProblem problem) where TProblem : IProblem
    {
        switch (Simd.Level)
        {
            case SimdLevel.V512: rung.Run<F32x16>(problem); break;
            case SimdLevel.V256: rung.Run<F32x8>(problem); break;
            case SimdLevel.V128: rung.Run<F32x4>(problem); break;
            default: rung.Run<F32x1>(problem); break;
        }
    }

    /// <summary>The largest distance of a rung's result from the naive sum in double precision, over the largest exact value.</summary>
    public static double Error<TProblem>(IRung<TProblem> rung, TProblem problem) where TProblem : IProblem
    {
        Array.Fill(problem.Result, float.NaN);
        Climb(rung, problem);
        var exact = problem.Exact();
        return problem.Result.Zip(exact, (found, right) => double.IsNaN(found) ? double.PositiveInfinity : Math.Abs(found - right)).Max()
            / exact.Max(Math.Abs);
    }
}
