using FsCheck;
using FsCheck.Fluent;

namespace Gexia.Testing;

/// <summary>
/// What <see cref="GradientPropertyAttribute"/> fills parameters with, by their types; also for <c>[Property(Arbitrary = …)]</c>.
/// </summary>
public static class TensorArbitraries
{
    /// <summary>Any shape of up to three axes, elements about 0.</summary>
    public static Arbitrary<Tensor> Any() => RandomTensors.Arbitrary();

    /// <summary>At least one axis.</summary>
    public static Arbitrary<RowTensor> Row() => RandomTensors.Arbitrary(leastRank: 1).Convert(x => new RowTensor(x), x => x.Value);

    /// <summary>Elements of at least 0.3.</summary>
    public static Arbitrary<PositiveTensor> Positive() =>
        RandomTensors.Arbitrary(domain: Domain.Positive).Convert(x => new PositiveTensor(x), x => x.Value);

    /// <summary>Elements away from 0.</summary>
    public static Arbitrary<NonZeroTensor> NonZero() =>
        RandomTensors.Arbitrary(domain: Domain.NonZero).Convert(x => new NonZeroTensor(x), x => x.Value);

    /// <summary>Elements away from each other, at least one axis.</summary>
    public static Arbitrary<DistinctTensor> Distinct() =>
        RandomTensors.Arbitrary(leastRank: 1, domain: Domain.Distinct).Convert(x => new DistinctTensor(x), x => x.Value);

    /// <summary>Shapes that broadcast.</summary>
    public static Arbitrary<BroadcastPair> Broadcasting() =>
        RandomTensors.Broadcasting().Convert(pair => new BroadcastPair(pair.A, pair.B), pair => (pair.A, pair.B));

    /// <summary>Matrices whose product exists.</summary>
    public static Arbitrary<ProductPair> Product() =>
        RandomTensors.Product().Convert(pair => new ProductPair(pair.A, pair.B), pair => (pair.A, pair.B));
}
