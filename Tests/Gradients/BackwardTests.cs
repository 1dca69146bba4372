using FsCheck;
using FsCheck.Fluent;

namespace Gexia.Tests.Gradients;

/// <summary>Every row of the table against central differences, in double precision.</summary>
public class BackwardTests
{
    private static readonly Gen<int> Extent = Gen.Frequency((12, Gen.Choose(1, 4)), (1, Gen.Constant(0)));

    /// <summary>Small instances, a quarter of them with an empty axis; they shrink.</summary>
    public static Arbitrary<Sizes> Small { get; } = Arb.From(
        from a in Extent
        from b in Extent
        from c in Extent
        from d in Extent
        from seed in Gen.Choose(0, int.MaxValue)
        select new Sizes(a, b, c, d, (ulong)seed), sizes => sizes.Smaller());

    [Theory, MemberData(nameof(OpCases.All), MemberType = typeof(OpCases))]
    public void Backward_agrees_with_central_differences(OpCase op) => Prop.ForAll(Small, sizes =>
    {
        var trial = new Trial(op, sizes);
        var result = GradientCheck.Run(trial.Apply, trial.Bases);
        return result.Agrees.Label(result.ToString());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Theory, MemberData(nameof(OpCases.All), MemberType = typeof(OpCases))]
    public void A_planted_error_of_one_percent_is_caught_in_every_input(OpCase op)
    {
        // The first instance in which there is something to be wrong: a random slice may be empty, a rectifier let nothing pass.
        var trial =
            Enumerable.Range(1, 20).Select(seed => new Trial(op, new Sizes(3, 3, 4, 2, (ulong)seed), views: false)).First(HasGradients);
        GradientCheck.Run(inputs => Planted.Scaled(trial.Apply, inputs, _ => 1), trial.Bases).ThrowIfWrong();
        for (var wrong = 0; wrong < trial.Bases.Length; wrong++)
        {
            var input = wrong;
            var result = GradientCheck.Run(inputs => Planted.Scaled(trial.Apply, inputs, i => i == input ? 1.01 : 1), trial.Bases);
            Assert.False(result.Agrees, $"{op.Name}: the error in input {wrong} went unnoticed. {result}");
            Assert.Equal(wrong, result.Input);
            var error = Assert.Throws<InvalidOperationException>(result.ThrowIfWrong);
            Assert.Contains("WRONG", error.Message, StringComparison.Ordinal);
        }
    }

    private static bool HasGradients(Trial trial)
    {
        var leaves = Array.ConvertAll(trial.Bases, x => x.Detach().RequireGradient());
        var y = trial.Apply(leaves);
        var gradients = y.Backward(Tensor.Normal(new Rng(1), y.Shape, type: DType.Float64));
        return Array.TrueForAll(
            leaves, leaf => gradients.TryGet(leaf, out var gradient) && Array.Exists(gradient.ToArray<double>(), value => value != 0));
    }

    [Fact]
    public void A_plain_sum_as_contraction_would_miss_a_wrong_softmax_backward()
    {
        var x = Tensor.Normal(new Rng(5), [3, 4], type: DType.Float64);
        Assert.True(GradientCheck.Run(inputs => Planted.Scaled(Softmax, inputs, _ => 3).Sum(), x).Agrees);
        Assert.False(GradientCheck.Run(inputs => Planted.Scaled(Softmax, inputs, _ => 3), x).Agrees);

        static Tensor Softmax(Tensor[] inputs) => inputs[0].Softmax();
    }
}
