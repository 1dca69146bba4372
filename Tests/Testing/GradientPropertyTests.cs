using FsCheck.Xunit;
using Gexia.Testing;

namespace Gexia.Tests.Testing;

/// <summary>Operations whose gradients are properties of tensors, checked as a user of Gexia.Testing checks their own.</summary>
[Properties(Replay = "17,3")]
public class GradientPropertyTests
{
    [GradientProperty]
    public void Of_any_shape(Tensor x) => Agrees(i => (1 - i[0]).Tanh() * i[0].Sigmoid(), x);

    [GradientProperty]
    public void Of_rows(RowTensor x) => Agrees(i => i[0].Softmax() - i[0].Mean(-1, keep: true), x);

    [GradientProperty]
    public void Of_positive_numbers(PositiveTensor x) => Agrees(i => i[0].Log() * i[0].Pow(1.5) + (1 / i[0].Sqrt()), x);

    [GradientProperty]
    public void Away_from_a_kink_at_zero(NonZeroTensor x) => Agrees(i => i[0].Relu() + (2 / i[0]), x);

    [GradientProperty]
    public void Of_numbers_that_differ(DistinctTensor x) => Agrees(i => x.Value.Length == 0 ? i[0] : i[0].Max() - i[0].Min(), x);

    [GradientProperty]
    public void Of_shapes_that_broadcast(BroadcastPair pair) => Agrees(i => (i[0] - i[1]) * (i[0] + (i[1] * i[0])), pair.A, pair.B);

    [GradientProperty]
    public void Of_a_product(ProductPair pair) => Agrees(i => i[0].MatMul(i[1]), pair.A, pair.B);

    [GradientProperty]
    public void Of_one_tensor_in_several_places(Tensor x) => Agrees(i => (i[0] / (1 + i[0].Square())) * i[0], x);

    [GradientProperty]
    public void Of_views_of_views(RowTensor x) => Agrees(
        i => i[0].Transpose(0, -1).Reshape(-1) * i[0].Permute([.. Enumerable.Range(0, i[0].Shape.Rank)]).Reshape(-1),
        x.Value.Length == 0 ? Tensor.Of(1.0) : x);

    private static void Agrees(Func<Tensor[], Tensor> f, params Tensor[] inputs) => GradientCheck.Run(f, inputs).ThrowIfWrong();
}
