namespace Gexia.Tests.Gradients;

/// <summary>
/// The check itself: right code passes whatever its inputs share, wrong code is named, and what is neither is told apart.
/// </summary>
public class GradientCheckTests
{
    private static readonly Tensor X = Tensor.Normal(new Rng(5), [3, 4], type: DType.Float64);

    private static Tensor Matrix(ulong seed, params int[] shape) => Tensor.Normal(new Rng(seed), shape, type: DType.Float64);

    [Fact]
    public void Inputs_are_left_alone_and_every_element_is_compared()
    {
        var before = X.ToArray<double>();
        var result = GradientCheck.Run(inputs => inputs[0].Exp(), X);
        Assert.True(result.Agrees);
        Assert.Equal((12L, 0L, 0L), (result.Elements, result.Failed, result.Kinks));
        Assert.Equal(before, X.ToArray<double>());
        Assert.False(X.RequiresGradient);
    }

    [Fact]
    public void Two_inputs_that_share_memory_are_two_inputs()
    {
        var line = Matrix(1, 8);
        (Func<Tensor[], Tensor> F, Tensor[] Inputs)[] right =
        [
            (i => i[0] * i[1], [X, X]),                                                                 // one tensor twice
            (i => i[0] * i[1], [X, X.Detach()]),                                                        // one storage
            (i => i[0].MatMul(i[1]), [X, X.Transpose()]),                                               // a view of the other
            (i => i[0] * i[1], [line.Slice(0, 0, 5), line.Slice(0, 3, 5)]),                             // overlapping
            (i => i[0] * i[1] + i[2], [X.Select(0, 0).Expand(3, 4), X, X.Select(1, 0).Reshape(3, 1)]),  // repeated
            (i => i[0].Square(), [Matrix(2, 1, 4).Expand(5, 4)]),
            (i => (i[0] / i[1].Exp()).Softmax(), [line.Reshape(2, 4).Transpose(), line.Reshape(4, 2)]),
        ];
        foreach (var (f, inputs) in right)
        {
            var result = GradientCheck.Run(f, inputs);
            Assert.True(result.Agrees, result.ToString());
            Assert.Equal(inputs.Sum(input => input.Length), result.Elements);
            Assert.Equal(0, result.Kinks);
        }
    }

    [Fact]
    public void A_view_is_checked_as_a_view()
    {
        var layouts = new List<bool>();
        GradientCheck.Run(i =>
        {
            layouts.Add(i[0].IsContiguous || i[1].IsContiguous);
            return i[0] * i[1];
        }, X.Transpose(), Matrix(3, 8, 3).Slice(0, 2, 4).Slice(1, 0, 2).Expand(4, 2).Slice(1, 1, 1).Expand(4, 3)).ThrowIfWrong();
        GradientCheck.Run(i => i[0].Exp(), X.Slice(1, 1, 2)).ThrowIfWrong();
        Assert.Contains(layouts, contiguous => contiguous);
    }

    [Fact]
    public void Wrong_elements_are_counted_and_the_worst_is_named()
    {
        // Right but for two elements, the second of which is worse.
        var result = GradientCheck.Run(i => Graph.Record("Planted", i[0].Detach().Square(), i, (dY, sink) =>
        {
            var d = (dY * i[0].Detach() * 2).Copy();
            d.AsSpan<double>()[1] *= 1.1;
            d.AsSpan<double>()[2 * 4 + 3] *= 3;
            sink.Add(i[0], d);
        }), X);
        Assert.Equal(GradientVerdict.Wrong, result.Verdict);
        Assert.Equal((12L, 2L, 0, 11L), (result.Elements, result.Failed, result.Input, result.Element));
        Assert.Equal([2, 3], result.Index!);
        Assert.Equal(3 * result.Numeric, result.Analytic, 1e-6);
        var error = Assert.Throws<InvalidOperationException>(result.ThrowIfWrong);
        Assert.Contains("2 of 12", error.Message, StringComparison.Ordinal);
        Assert.Contains("element [2, 3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_gradient_is_wrong() =>
        Assert.Equal(GradientVerdict.Wrong, GradientCheck.Run(inputs => inputs[0].Detach().Exp(), X).Verdict);

    [Fact]
    public void Small_gradients_are_not_excused_by_the_tolerance()
    {
        Assert.True(GradientCheck.Run(i => i[0].Square().Sum() * 1e-7, X).Agrees);
        Assert.Equal(
            GradientVerdict.Wrong, GradientCheck.Run(i => Planted.Scaled(j => j[0].Square().Sum() * 1e-7, i, _ => 1.5), X).Verdict);
    }

    [Theory, InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void What_is_not_finite_is_told(double strange)
    {
        var gradient = GradientCheck.Run(inputs => Planted.Scaled(i => i[0].Exp(), inputs, _ => strange), X);
        Assert.Equal(GradientVerdict.NotFinite, gradient.Verdict);
        Assert.Contains("gradient of input 0", gradient.ToString(), StringComparison.Ordinal);
        var bad = X.Copy();
        bad.AsSpan<double>()[6] = strange;
        var value = GradientCheck.Run(inputs => inputs[0].Square(), bad);
        Assert.Equal((GradientVerdict.NotFinite, 6L), (value.Verdict, value.Element));
        Assert.Contains("[1, 2]", value.ToString(), StringComparison.Ordinal);
        Assert.False(value.Agrees);
    }

    [Fact]
    public void The_edge_of_a_domain_is_told()
    {
        var result = GradientCheck.Run(i => i[0].Log(), Tensor.Of(1.0, 2, 1e-9));
        Assert.Equal(GradientVerdict.NotFinite, result.Verdict);
        Assert.Contains("element [2]", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_changes_is_not_deterministic_rather_than_wrong()
    {
        var rng = new Rng(1);
        Assert.Equal(GradientVerdict.NotDeterministic, GradientCheck.Run(i => i[0] * rng.NextDouble(0.5, 1), X).Verdict);
        Assert.Equal(
            GradientVerdict.NotDeterministic, GradientCheck.Run(i => i[0] + Tensor.Normal(rng, [3, 4], 1e-9, DType.Float64), X).Verdict);
        var calls = 0;
        var late = GradientCheck.Run(i => i[0] * (calls++ < 10 ? 1 : 1.5), X);      // a cache that fills, a counter that runs over
        Assert.Equal(GradientVerdict.NotDeterministic, late.Verdict);
        Assert.Contains("fixed seed", Assert.Throws<InvalidOperationException>(late.ThrowIfWrong).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_kink_is_not_a_wrong_gradient_and_does_not_hide_one()
    {
        // |x| = √x² and max(x, 0) by clamping: kinks at 0, jumps of the derivative of 2 and 1.
        var x = Tensor.Of(-2.0, 0, 3e-8, 1, -4e-7, 0.5);
        Func<Tensor[], Tensor> relu = i => i[0].Clamp(0, 1e9);
        var result = GradientCheck.Run(relu, x);
        Assert.True(result.Agrees, result.ToString());
        Assert.Equal((6L, 0L), (result.Elements, result.Failed));
        Assert.InRange(result.Kinks, 2, 3);
        var wrong = GradientCheck.Run(i => Planted.Scaled(relu, i, _ => 1.2), x);
        Assert.Equal(GradientVerdict.Wrong, wrong.Verdict);
        Assert.Equal(1, wrong.Analytic / 1.2 * Math.Sign(wrong.Analytic), 1e-9 + Math.Abs(wrong.Numeric) * 10);
        // Beyond both one-sided derivatives no derivative is right at a kink either.
        var beyond = GradientCheck.Run(
            i => Graph.Record("Planted", relu([i[0].Detach()]), i, (dY, sink) => sink.Add(i[0], dY * 7)), Tensor.Of(0.0));
        Assert.Equal(GradientVerdict.Wrong, beyond.Verdict);
        Assert.Equal(GradientVerdict.NotDifferentiable, GradientCheck.Run(relu, Tensor.Of(0.0, 0)).Verdict);
    }

    [Fact]
    public void Strong_curvature_is_no_kink()
    {
        var x = Tensor.Of(0.3, -0.2, 0.05);
        Assert.Equal((GradientVerdict.Agrees, 0L), Judged(GradientCheck.Run(i => (i[0] * 200).Sigmoid(), x)));
        Assert.Equal(
            (GradientVerdict.Wrong, 0L), Judged(GradientCheck.Run(i => Planted.Scaled(j => (j[0] * 200).Sigmoid(), i, _ => 1.02), x)));

        static (GradientVerdict, long) Judged(GradientCheckResult result) => (result.Verdict, result.Kinks);
    }

    [Fact]
    public void Integers_are_passed_through() =>
        GradientCheck.Run(i => i[0].Gather(i[1]).Square(), X, Tensor.Of(2, 0, 2)).ThrowIfWrong();

    [Theory, InlineData(1UL), InlineData(2UL), InlineData(3UL)]
    public void Random_directions_need_few_evaluations_and_find_a_mistake_of_two_percent(ulong seed)
    {
        var (calls, large, weight) = (0, Matrix(seed, 200, 50), Matrix(seed + 1, 30, 50));
        var options = new GradientCheckOptions { Directions = 5, Seed = seed };
        Func<Tensor[], Tensor> f = i =>
        {
            calls++;
            return i[0].Linear(i[1]).Gelu();
        };
        var right = GradientCheck.Run(f, options, large, weight);
        Assert.True(right.Agrees, right.ToString());
        Assert.Equal(10, right.Elements);
        Assert.Null(right.Index);
        Assert.InRange(calls, 20, 25);
        for (var wrong = 0; wrong < 2; wrong++)
        {
            var result = GradientCheck.Run(i => Planted.Scaled(f, i, j => j == wrong ? 1.02 : 1), options, large, weight);
            Assert.Equal((GradientVerdict.Wrong, wrong), (result.Verdict, result.Input));
            Assert.Contains("direction", result.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_answer()
    {
        var options = new GradientCheckOptions { Directions = 3, Seed = 9 };
        Assert.Equal(
            GradientCheck.Run(i => i[0].Softmax(), options, X).ToString(), GradientCheck.Run(i => i[0].Softmax(), options, X).ToString());
        Assert.NotEqual(
            GradientCheck.Run(i => i[0].Softmax(), options, X).Numeric,
            GradientCheck.Run(i => i[0].Softmax(), options with { Seed = 10 }, X).Numeric);
    }

    [Fact]
    public void In_float32_a_right_gradient_passes_and_a_coarse_mistake_is_found()
    {
        var (x, weight) = (X.To(DType.Float32), Matrix(7, 6, 4).To(DType.Float32));
        foreach (var f in (Func<Tensor[], Tensor>[])[
            i => i[0].Linear(i[1]).Gelu(), i => i[0].Linear(i[1]).Softmax(), i => i[0].MatMul(i[1].Transpose()).L2Normalize()
        ])
        {
            var right = GradientCheck.Run(f, x, weight);
            Assert.True(right.Agrees, right.ToString());
            Assert.False(GradientCheck.Run(i => Planted.Scaled(f, i, j => j == 1 ? -1 : 1), x, weight).Agrees);
            Assert.False(GradientCheck.Run(i => Planted.Scaled(f, i, j => j == 0 ? 2 : 1), x, weight).Agrees);
        }
    }

    [Fact]
    public void A_function_that_changes_its_shape_or_gives_integers_is_refused()
    {
        var calls = 0;
        Assert.Equal(
            "GradientCheck", Assert.Throws<ShapeException>(() => GradientCheck.Run(i => i[0].Slice(0, 0, 1 + (calls++ % 2)), X)).Op);
        Assert.Equal("GradientCheck", Assert.Throws<ShapeException>(() => GradientCheck.Run(_ => Tensor.Of(1, 2), X)).Op);
    }
}
