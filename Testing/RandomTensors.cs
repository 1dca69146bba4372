using FsCheck;
using FsCheck.Fluent;

namespace Gexia.Testing;

/// <summary>
/// Arbitrary tensors for FsCheck: float64, of every shape up to a rank, axes of 0 and 1 among them, plain or strided; they shrink.
/// </summary>
/// <remarks>
/// A counterexample shrinks to plain memory, fewer axes, shorter axes and rounder elements, as long as the property stays false. What
/// FsCheck prints is <see cref="Tensor.ToString"/>: dtype, shape, the strides of a view, and the values.
/// </remarks>
/// <example><code>
/// public static class Matrices
/// {
///     public static Arbitrary&lt;Tensor> Any() => RandomTensors.Arbitrary(leastRank: 2, domain: Domain.AwayFrom(-1, 1));
/// }
///
/// public class ClampTests
/// {
///     [Property(Arbitrary = [typeof(Matrices)])]
///     public void Clamp(Tensor x) => GradientCheck.Run(inputs => inputs[0].Clamp(-1, 1), x).ThrowIfWrong();
/// }
/// </code></example>
public static class RandomTensors
{
    /// <summary>Extents: 1 to 4, every tenth 0.</summary>
    private static readonly Gen<int> Extent = Gen.Frequency((9, Gen.Choose(1, 4)), (1, Gen.Constant(0)));

    /// <summary>Tensors of ranks and a domain.</summary>
    /// <param name="leastRank">At least so many axes, also when they shrink.</param>
    /// <param name="mostRank">At most so many axes.</param>
    /// <param name="domain">Of the elements; null is <see cref="Domain.Any"/>.</param>
    public static Arbitrary<Tensor> Arbitrary(int leastRank = 0, int mostRank = 3, Domain? domain = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(leastRank);
        ArgumentOutOfRangeException.ThrowIfLessThan(mostRank, leastRank);
        domain ??= Domain.Any;
        var shapes = from rank in Gen.Choose(leastRank, mostRank) from shape in Extent.ArrayOf(rank) select shape;
        return Arb.From(
            from shape in shapes from sample in OfShape(shape, domain) select sample.ToTensor(),
            x => TensorSample.Of(x).Simpler(domain, leastRank).Select(sample => sample.ToTensor()));
    }

    /// <summary>Two tensors whose shapes broadcast with each other: axes made 1, leading axes dropped.</summary>
    /// <param name="a">Of the first.</param>
    /// <param name="b">Of the second.</param>
    public static Arbitrary<(Tensor A, Tensor B)> Broadcasting(Domain? a = null, Domain? b = null)
    {
        var (first, second) = (a ?? Domain.Any, b ?? Domain.Any);
        var pairs =
            from rank in Gen.Choose(0, 3)
            from shape in Extent.ArrayOf(rank)
            from shapeA in Broadcastable(shape)
            from shapeB in Broadcastable(shape)
            from sampleA in OfShape(shapeA, first)
            from sampleB in OfShape(shapeB, second)
            select (sampleA.ToTensor(), sampleB.ToTensor());
        return Arb.From(pairs, pair => Both(pair, first, second).Where(smaller => Broadcasts(smaller.A.Shape, smaller.B.Shape)));
    }

    /// <summary>Two matrices whose product exists: [n, k] and [k, m].</summary>
    public static Arbitrary<(Tensor A, Tensor B)> Product()
    {
        var pairs =
            from n in Extent
            from k in Extent
            from m in Extent
            from a in OfShape([n, k], Domain.Any)
            from b in OfShape([k, m], Domain.Any)
            select (a.ToTensor(), b.ToTensor());
        // The axis that both share shrinks in both.
        return Arb.From(pairs, pair => Both(pair, Domain.Any, Domain.Any)
            .Where(smaller => smaller.A.Shape.Rank == 2 && smaller.B.Shape.Rank == 2)
            .Select(smaller => Math.Min(smaller.A.Shape[1], smaller.B.Shape[0]) is var k && smaller.A.Shape[1] != smaller.B.Shape[0]
                ? (smaller.A.Slice(1, 0, k).Copy(), smaller.B.Slice(0, 0, k).Copy())
                : smaller));
    }

    private static IEnumerable<(Tensor A, Tensor B)> Both((Tensor A, Tensor B) pair, Domain a, Domain b) =>
        TensorSample.Of(pair.A).Simpler(a, 0).Select(sample => (sample.ToTensor(), pair.B))
            .Concat(TensorSample.Of(pair.B).Simpler(b, 0).Select(sample => (pair.A, sample.ToTensor())));

    private static Gen<TensorSample> OfShape(int[] shape, Domain domain) =>
        from placement in Gen.Elements(Placement.Plain, Placement.Plain, Placement.Reversed, Placement.Cut)
        from seed in Gen.Choose(0, int.MaxValue)
        select TensorSample.Draw(shape, domain, new Rng((ulong)seed), placement);

    private static Gen<int[]> Broadcastable(int[] shape) =>
        from single in Gen.Choose(0, 3).ArrayOf(shape.Length)
        from drop in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(0, shape.Length)))
        select shape.Zip(single, (extent, choice) => choice == 0 ? 1 : extent).Skip(drop).ToArray();

    private static bool Broadcasts(Shape a, Shape b)
    {
        for (var i = 1; i <= Math.Min(a.Rank, b.Rank); i++)
            if (a[^i] != b[^i] && a[^i] != 1 && b[^i] != 1) return false;
        return true;
    }
}
