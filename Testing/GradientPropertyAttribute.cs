using FsCheck.Xunit;

namespace Gexia.Testing;

/// <summary>
/// An xunit test that is run with many random tensors: its parameters are a <see cref="Tensor"/>, a <see cref="RowTensor"/>,
/// <see cref="PositiveTensor"/>, <see cref="NonZeroTensor"/>, <see cref="DistinctTensor"/>, <see cref="BroadcastPair"/> or
/// <see cref="ProductPair"/>, and what else FsCheck makes. It fails with the smallest tensors that it could find, printed.
/// </summary>
/// <remarks>
/// An FsCheck property with <see cref="TensorArbitraries"/>: <c>Replay</c>, <c>MaxTest</c> and the rest are its settings. The tensors are
/// float64, so that <see cref="GradientCheck"/> sees mistakes of one part in a thousand.
/// </remarks>
/// <example><code>
/// public class SwishTests
/// {
///     [GradientProperty]
///     public void Swish(Tensor x) => GradientCheck.Run(inputs => inputs[0] * inputs[0].Sigmoid(), x).ThrowIfWrong();
/// }
/// </code></example>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GradientPropertyAttribute : PropertyAttribute
{
    /// <summary>A property of tensors.</summary>
    public GradientPropertyAttribute() => Arbitrary = [typeof(TensorArbitraries)];
}
