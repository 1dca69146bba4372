using Gexia.Models.Layers;

namespace Gexia.Models;

/// <summary>
/// The weight of a linear map, W [outputs, inputs]: a tensor that learns, or a <see cref="PackedMatrix"/> of a model that was opened for
/// inference only. What uses it need not know which.
/// </summary>
public sealed class LinearWeight
{
    private readonly Tensor? learning;
    private readonly PackedMatrix? packed;

    internal LinearWeight(Tensor learning) => this.learning = learning;

    internal LinearWeight(PackedMatrix packed) => this.packed = packed;

    // A convolution's kernel, [outputs, channels, height, width], is a matrix too.
    private Tensor Learning => learning!.Shape.Rank == 2 ? learning : learning.Reshape(learning.Shape[0], -1);

    /// <summary>y = x·Wᵀ + b, or r + x·Wᵀ + b.</summary>
    /// <param name="x">[…, inputs].</param>
    /// <param name="bias">b: [outputs], or null.</param>
    /// <param name="residual">r: [… of x, outputs], or null.</param>
    public Tensor Apply(Tensor x, Tensor? bias, Tensor? residual = null) =>
        packed is null ? x.Linear(Learning, bias, residual) : x.Linear(packed, bias, residual);

    /// <summary>y = r + V·f(W·x + b) + c for a second map V.</summary>
    /// <param name="x">[…, inputs].</param>
    /// <param name="bias">b: [outputs].</param>
    /// <param name="second">V.</param>
    /// <param name="secondBias">c: [outputs of V].</param>
    /// <param name="activation">f.</param>
    /// <param name="residual">r: [… of x, outputs of V], or null.</param>
    public Tensor ApplyTwo(Tensor x, Tensor? bias, LinearWeight second, Tensor? secondBias, Activation activation, Tensor? residual) =>
        activation switch
        {
            Activation.QuickGelu => ApplyTwo(x, bias, second, secondBias, new QuickGelu(), residual),
            _ => ApplyTwo(x, bias, second, secondBias, new Gelu(), residual),
        };

    private Tensor ApplyTwo<TActivation>(
        Tensor x, Tensor? bias, LinearWeight second, Tensor? secondBias, TActivation activation, Tensor? residual)
        where TActivation : struct, IElementwise =>
        packed is null || second.packed is null
            ? x.Mlp(Learning, bias, second.Learning, secondBias, activation, residual)
            : x.Linear(packed, bias, activation).Linear(second.packed, secondBias, residual);
}
