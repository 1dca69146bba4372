using FsCheck;
using FsCheck.Fluent;
using Gexia.Cpu;
using Gexia.Tests.Gradients;

namespace Gexia.Tests.Kernels.Ops;

/// <summary>
/// Every row of the table: the same answer from plain loops, every precision, vector width, layout and number of threads.
/// </summary>
public class AgreementTests
{
    // Rows of up to 70 elements: several vectors and a ragged end at every width.
    private static readonly Arbitrary<Sizes> Wide = Arb.From(
        from a in Gen.Choose(1, 3)
        from b in Gen.Choose(1, 9)
        from c in Gen.Frequency((1, Gen.Choose(1, 9)), (2, Gen.Choose(10, 70)))
        from d in Gen.Frequency((1, Gen.Choose(1, 4)), (1, Gen.Choose(5, 20)))
        from seed in Gen.Choose(0, int.MaxValue)
        select new Sizes(a, b, c, d, (ulong)seed), sizes => sizes.Smaller());

    [Theory, MemberData(nameof(OpCases.All), MemberType = typeof(OpCases))]
    public void The_value_agrees_with_plain_loops(OpCase op) => Prop.ForAll(BackwardTests.Small, sizes =>
    {
        var trial = new Trial(op, sizes);
        var (expected, actual) = (trial.Reference(), trial.Apply(trial.Bases));
        var excess = Tolerances.Excess(expected.Values, actual.ToArray<double>(), Tolerances.Reference);
        return (excess <= 1 && actual.Shape.Equals(Shape.Create(expected.Shape))).Label(
            $"{excess:G3} times the tolerance, {actual.Description} for [{string.Join(", ", expected.Shape)}]");
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Theory, MemberData(nameof(OpCases.All), MemberType = typeof(OpCases))]
    public void Float32_agrees_with_float64_at_every_vector_width(OpCase op) => Prop.ForAll(Wide, sizes =>
    {
        var trial = new Trial(op, sizes);
        var exact = Outcome.Of(trial, DType.Float64);
        var terms = Outcome.TermsOf(trial);
        return LevelsAttribute.All.Select(level =>
        {
            using var force = Simd.Force(level);
            var excess = exact.Excess(Outcome.Of(trial, DType.Float32), Tolerances.Value, Tolerances.Gradient, terms);
            return (excess <= 1).Label($"{level}: {excess:G3} times the tolerance");
        }).Aggregate((all, one) => all.And(one));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(8));

    [Theory, MemberData(nameof(OpCases.All), MemberType = typeof(OpCases))]
    public void Views_give_the_same_bits_as_contiguous_copies(OpCase op) => Prop.ForAll(Wide, sizes =>
    {
        var trial = new Trial(op, sizes);
        var views = trial.View(Array.ConvertAll(trial.Bases, x => x.To(DType.Float32)));
        var copies = Array.ConvertAll(views, x => x.Copy());
        var expected = Outcome.Of(trial.OnInputs, copies);
        return expected.Same(Outcome.Of(trial.OnInputs, views)).Label("strided inputs")
            .And(expected.Same(Outcome.Of(trial.OnInputs, copies, stridedGradient: true)).Label("strided dY"));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));

    [Theory, MemberData(nameof(OpCases.All), MemberType = typeof(OpCases))]
    public void Any_number_of_threads_gives_the_same_bits(OpCase op)
    {
        // The seed that makes the largest instance: some rows choose their rank.
        var seed = Enumerable.Range(1, 20).MaxBy(s => op.Make(op.Large, new Rng((ulong)s)).Shapes.Sum(shape => shape.Length));
        var trial = new Trial(op, op.Large with { Seed = (ulong)seed }, views: false);
        var outcomes = new[] { 1, 2, 4 }.Select(threads =>
        {
            using var limit = CpuThreads.Limit(threads);
            return Outcome.Of(trial, DType.Float32);
        }).ToArray();
        Assert.True(outcomes[0].Same(outcomes[1]), "2 threads");
        Assert.True(outcomes[0].Same(outcomes[2]), "4 threads");
    }

    [Theory, MemberData(nameof(OpCases.All), MemberType = typeof(OpCases))]
    public void Empty_and_single_extents_are_ordinary(OpCase op)
    {
        var extents =
            from a in (int[])[0, 1, 2]
            from b in (int[])[0, 1, 2]
            from c in (int[])[0, 1, 2]
            from d in (int[])[0, 1, 2]
            select new Sizes(a, b, c, d, 3);
        foreach (var sizes in extents)
        {
            var trial = new Trial(op, sizes, views: false);
            var expected = trial.Reference();
            var actual = Outcome.Of(trial, DType.Float32);
            Assert.Equal(expected.Shape, actual.Shape);
            Assert.True(Tolerances.Excess(expected.Values, actual.Value, Tolerances.Gradient) <= 1, $"{sizes}");
            for (var i = 0; i < trial.Bases.Length; i++) Assert.Equal(trial.Bases[i].Length, actual.Gradients[i].Length);
        }
    }
}
