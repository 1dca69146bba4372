using FsCheck;
using FsCheck.Fluent;
using Gexia.Testing;

namespace Gexia.Tests.Testing;

/// <summary>Counterexamples become as small as the mistake allows, and print their values.</summary>
public class ShrinkingTests
{
    [Fact]
    public void A_gradient_that_is_always_wrong_fails_for_one_plain_one()
    {
        var x = Counterexample.Of<Tensor>(Prop.ForAll(RandomTensors.Arbitrary(), x => Agrees(Doubled, x)));
        Assert.Equal("float64[] 1", x.ToString());
    }

    [Fact]
    public void A_mistake_that_needs_a_long_axis_keeps_it_and_no_other()
    {
        // Wrong from the third element of the last axis on.
        var x = Counterexample.Of<Tensor>(
            Prop.ForAll(RandomTensors.Arbitrary(), x => x.Shape.Rank == 0 || x.Length == 0 || x.Shape[^1] < 3 || Agrees(Doubled, x)));
        Assert.Equal("float64[3] [1, 1, 1]", x.ToString());
    }

    [Fact]
    public void A_mistake_about_strides_keeps_them()
    {
        // Takes memory for row-major.
        var x = Counterexample.Of<Tensor>(
            Prop.ForAll(RandomTensors.Arbitrary(), x => Agrees(i => i[0].IsContiguous ? i[0] * 2 : Doubled(i), x)));
        Assert.False(x.IsContiguous);
        Assert.StartsWith("float64[", x.ToString(), StringComparison.Ordinal);
        Assert.Contains("with strides", x.ToString(), StringComparison.Ordinal);
        Assert.InRange(x.Length, 1, 4);
    }

    [Fact]
    public void A_gradient_that_is_not_summed_over_a_repeated_axis_fails_for_a_pair_that_broadcasts()
    {
        var pair = Counterexample.Of<BroadcastPair>(
            Prop.ForAll(TensorArbitraries.Broadcasting(), pair => Agrees(Unsummed, pair.A, pair.B)));
        Assert.Equal(2, Math.Max(pair.A.Length, pair.B.Length));
        Assert.Equal(1, Math.Min(pair.A.Length, pair.B.Length));
        Assert.Matches("^A = float64.*\nB = float64", pair.ToString());
    }

    [Fact]
    public void Shrinking_stays_in_the_domain_and_ends()
    {
        foreach (var (domain, least) in ((Domain, int)[])[
            (Domain.Any, 0), (Domain.Positive, 0), (Domain.NonZero, 2), (Domain.Distinct, 1), (Domain.AwayFrom(-1, 1), 0)
        ])
        {
            var arbitrary = RandomTensors.Arbitrary(least, 3, domain);
            foreach (var start in arbitrary.Generator.Sample(30, 50))
            {
                var steps = 0;
                for (Tensor? x = start; x is not null; x = arbitrary.Shrinker(x).LastOrDefault())
                {
                    Assert.True(domain.Allows(x.ToArray<double>()) && x.Shape.Rank >= least, x.ToString());
                    Assert.InRange(steps++, 0, 1000);
                }
            }
        }
    }

    [Fact]
    public void Samples_have_every_rank_empty_and_single_axes_and_strides()
    {
        var samples = RandomTensors.Arbitrary().Generator.Sample(300, 300);
        Assert.Equal([0, 1, 2, 3], samples.Select(x => x.Shape.Rank).Distinct().Order());
        Assert.Contains(samples, x => x.Length == 0);
        Assert.Contains(samples, x => x.Shape.Rank > 1 && x.Shape.Contains(1));
        Assert.Contains(samples, x => !x.IsContiguous);
        Assert.All(samples, x => Assert.Equal(DType.Float64, x.DType));
        var pairs = TensorArbitraries.Broadcasting().Generator.Sample(300, 100);
        Assert.Contains(pairs, pair => pair.A.Shape.Rank != pair.B.Shape.Rank);
        Assert.All(pairs, pair => Shape.Broadcast(pair.A.Shape, pair.B.Shape, "test"));
        Assert.All(TensorArbitraries.Product().Generator.Sample(300, 100), pair => Assert.Equal(pair.A.Shape[1], pair.B.Shape[0]));
    }

    private static bool Agrees(Func<Tensor[], Tensor> f, params Tensor[] inputs) => GradientCheck.Run(f, inputs).Agrees;

    private static Tensor Doubled(Tensor[] inputs)
    {
        var x = inputs[0];
        return Graph.Record("Doubled", x.Detach() * 1, [x], (dY, sink) => sink.Add(x, dY * 2));
    }

    // a + b whose gradients are those of its first elements wherever an operand was repeated.
    private static Tensor Unsummed(Tensor[] inputs)
    {
        var (a, b) = (inputs[0], inputs[1]);
        var y = a.Detach() + b.Detach();
        return Graph.Record("Unsummed", y, [a, b], (dY, sink) =>
        {
            foreach (var x in inputs)
            {
                sink.Add(
                    x,
                    y.Shape.Equals(x.Shape)
                        ? dY
                        : y.Length == 0 ? Tensor.Zeros(x.Shape, x.DType)
                        : Tensor.Full(x.Shape, dY.Copy().Reshape(-1)[0], x.DType));
            }
        });
    }
}
