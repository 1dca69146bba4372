using FsCheck;
using FsCheck.Fluent;
using Gexia.Tests.Gradients.Reference;

namespace Gexia.Tests.Tensors;

/// <summary>Chains of views against an explicit table of where every element lies.</summary>
public class LayoutTests
{
    /// <summary>A starting shape, how many views are taken of it, and the seed that chooses them.</summary>
    private sealed record Chain(int A, int B, int C, int Steps, int Seed)
    {
        public IEnumerable<Chain> Smaller()
        {
            if (Steps > 1) yield return this with { Steps = Steps - 1 };
            if (A > 1) yield return this with { A = A - 1 };
            if (B > 1) yield return this with { B = B - 1 };
            if (C > 1) yield return this with { C = C - 1 };
        }
    }

    private static readonly Gen<int> Extent = Gen.Frequency((10, Gen.Choose(1, 5)), (1, Gen.Constant(0)));

    private static readonly Arbitrary<Chain> Chains = Arb.From(
        from a in Extent
        from b in Extent
        from c in Extent
        from steps in Gen.Choose(1, 7)
        from seed in Gen.Choose(0, int.MaxValue)
        select new Chain(a, b, c, steps, seed), chain => chain.Smaller());

    [Fact]
    public void Any_chain_of_views_finds_every_element() => Prop.ForAll(Chains, chain =>
    {
        var rng = new Rng((ulong)chain.Seed);
        var layout = Layout.Contiguous([chain.A, chain.B, chain.C]);
        var places = Grid.Of(layout.Shape, i => (((i[0] * chain.B) + i[1]) * chain.C) + i[2]);
        for (var step = 0; step < chain.Steps; step++)
        {
            (layout, places) = Next(layout, places, rng);
            if (!layout.Shape.Equals(Shape.Create(places.Shape))) return false.Label($"step {step}: shape {layout.Shape}");
            if (!Places(layout).AsSpan().SequenceEqual(places.Values)) return false.Label($"step {step}: places in {layout.Shape}");
            if (layout.IsContiguous != Consecutive(places.Values))
                return false.Label($"step {step}: IsContiguous is {layout.IsContiguous}");
        }
        return true.ToProperty();
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Reshape_copies_only_when_no_strides_could_do() => Prop.ForAll(Chains, chain =>
    {
        var rng = new Rng((ulong)chain.Seed);
        var layout = Layout.Contiguous([chain.A, chain.B, chain.C]);
        var places = Grid.Of(layout.Shape, i => (((i[0] * chain.B) + i[1]) * chain.C) + i[2]);
        for (var step = 0; step < chain.Steps; step++) (layout, places) = Next(layout, places, rng);
        var target = Regrouped(layout.Shape, rng);
        var expected = new Grid(target, places.Values);
        if (layout.TryReshape(target) is { } found)
            return Places(found).AsSpan().SequenceEqual(expected.Values).Label($"{layout.Shape} to [{string.Join(", ", target)}]");
        // Null is right only if no strides at all give these places.
        return (!Strided(expected)).Label($"{layout.Shape} to [{string.Join(", ", target)}] needs no copy");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static (Layout, Grid) Next(Layout layout, Grid places, Rng rng)
    {
        var shape = layout.Shape;
        switch (rng.NextInt32(4))
        {
            case 0:
                var order = rng.Sample(shape.Rank, shape.Rank);
                return (layout.Permute(order), NaiveShapes.Permute(places, order));
            case 1 when shape.Rank > 0:
                var axis = rng.NextInt32(shape.Rank);
                var step = 1 + rng.NextInt32(2);
                var start = shape[axis] == 0 ? 0 : rng.NextInt32(shape[axis]);
                var count = rng.NextInt32((((shape[axis] - start) + step - 1) / step) + 1);
                count = count == 0 && rng.NextInt32(3) > 0 && shape[axis] > 0 ? 1 : count;
                return (layout.Slice(axis - shape.Rank, start, count, step), Grid.Of(shape.With(axis, count), i =>
                {
                    var source = (int[])i.Clone();
                    source[axis] = start + (i[axis] * step);
                    return places[source];
                }));
            case 2:
                int[] wider =
                    [.. rng.NextInt32(3) == 0 ? [2] : (int[])[], .. shape.Select(extent => extent == 1 ? 1 + rng.NextInt32(3) : extent)];
                return (layout.Expand(wider), Grid.Of(wider, i => places[i]));
            default:
                var target = Regrouped(shape, rng);
                return layout.TryReshape(target) is { } reshaped ? (reshaped, new Grid(target, places.Values)) : (layout, places);
        }
    }

    /// <summary>Another shape of the same length: neighbours joined, an axis split, a 1 put in.</summary>
    private static int[] Regrouped(Shape shape, Rng rng)
    {
        List<int> axes = [.. shape];
        for (var times = rng.NextInt32(4); times > 0; times--)
        {
            var at = rng.NextInt32(axes.Count + 1);
            if (at + 1 < axes.Count && rng.NextInt32(2) == 0)
            {
                axes[at] *= axes[at + 1];
                axes.RemoveAt(at + 1);
            }
            else if (at < axes.Count && axes[at] > 0 && axes[at] % 2 == 0)
            {
                axes[at] /= 2;
                axes.Insert(at + rng.NextInt32(2), 2);
            }
            else axes.Insert(at, 1);
        }
        return [.. axes];
    }

    [Fact]
    public void Layouts_that_do_not_overlap_have_a_place_for_each_index_and_reach_from_the_first_to_the_last()
    {
        var plain = Layout.Contiguous([3, 4, 5]);
        Layout[] apart =
        [
            plain, plain.Permute([2, 0, 1]), plain.Slice(1, 1, 2).Slice(2, 0, 3, 2), plain.Slice(0, 2, 1), Layout.Contiguous([1, 1]),
            Layout.Contiguous(Shape.Scalar)
        ];
        Layout[] shared =
            [plain.Slice(1, 0, 1).Expand([3, 4, 5]), Layout.Contiguous([1]).Expand([7]), Layout.Contiguous([4]).Expand([2, 4])];
        foreach (var layout in apart.Concat(shared))
        {
            var places = Places(layout.FromStart());
            Assert.Equal((0.0, layout.Reach - 1.0), (places.Min(), places.Max()));
            Assert.Equal(layout.MayOverlap, places.Distinct().Count() < places.Length);
        }
        Assert.All(apart, layout => Assert.False(layout.MayOverlap));
        Assert.All(shared, layout => Assert.True(layout.MayOverlap));
    }

    private static double[] Places(Layout layout) => Grid.Of(layout.Shape, i =>
    {
        var place = layout.Offset;
        for (var axis = 0; axis < i.Length; axis++) place += i[axis] * layout.Strides[axis];
        return place;
    }).Values;

    private static bool Consecutive(double[] places) => places.Select((place, i) => place == places[0] + i).All(fits => fits);

    private static bool Strided(Grid places)
    {
        var steps = new double[places.Shape.Length];
        for (var axis = 0; axis < steps.Length; axis++)
        {
            var unit = new int[steps.Length];
            if (places.Values.Length == 0 || places.Shape[axis] == 1) continue;
            unit[axis] = 1;
            steps[axis] = places[unit] - places.Values[0];
        }
        return Grid.Of(places.Shape, i => places.Values[0] + i.Zip(steps, (index, step) => index * step).Sum()).Values.AsSpan()
            .SequenceEqual(places.Values);
    }
}
