using Gexia.Cpu;
using Gexia.Models;
using Gexia.Training.Optimizers;

namespace Gexia.Tests.Training.Optimizers;

public sealed class AdamWTests
{
    /// <summary>Two parameters of sizes that fill no vector: a [7, 11] matrix and its bias [11].</summary>
    private static ParameterSet Model(DType type)
    {
        var scope = ParameterScope.Fresh(new Rng(3), type);
        scope.Parameter("weight", [7, 11], ParameterRole.Matrix, Initial.Normal(1));
        scope.Parameter("bias", [11], ParameterRole.BiasOrNorm, Initial.Normal(1));
        scope.Parameter("unused", [3], ParameterRole.Matrix, Initial.Ones);
        return scope.All;
    }

    private static global::Gexia.Gradients Gradients(ParameterSet model, int step)
    {
        var target = Tensor.Normal(new Rng(9).At(step, "target"), [7, 11], 1, model[0].Value.DType);
        var y = (model[0].Value * model[1].Value) - target;
        return (y * y).Backward(Tensor.Ones([7, 11], y.DType));
    }

    /// <summary>The formula, one number at a time, in double.</summary>
    private static void Naive(double[] p, double[] g, double[] m, double[] v, int t, double rate, double decay)
    {
        const double beta1 = 0.9, beta2 = 0.98, epsilon = 1e-6;
        for (var i = 0; i < p.Length; i++)
        {
            p[i] -= rate * decay * p[i];
            m[i] = (beta1 * m[i]) + ((1 - beta1) * g[i]);
            v[i] = (beta2 * v[i]) + ((1 - beta2) * g[i] * g[i]);
            p[i] -= rate * (m[i] / (1 - Math.Pow(beta1, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(beta2, t))) + epsilon);
        }
    }

    [Theory]
    [InlineData(DType.Float64, 1e-12)]
    [InlineData(DType.Float32, 2e-5)]
    public void Steps_follow_the_formula(DType type, double tolerance)
    {
        var model = Model(type);
        var groups = GroupRule.Split(
            model, new("biases", p => p.Role == ParameterRole.BiasOrNorm, 0.03, 0), new("rest", _ => true, 0.01, 0.2));
        Assert.Equal(["biases", "rest"], groups.Select(group => group.Name));
        var adam = new AdamW(groups);
        var p = model.Take(2).Select(parameter => Doubles(parameter.Value)).ToArray();
        var m = p.Select(x => new double[x.Length]).ToArray();
        var v = p.Select(x => new double[x.Length]).ToArray();
        for (var step = 1; step <= 20; step++)
        {
            var gradients = Gradients(model, step);
            for (var k = 0; k < 2; k++)
                Naive(
                    p[k], [.. Doubles(gradients[model[k].Value]).Select(g => g * 0.5)], m[k], v[k], step,
                    (k == 0 ? 0.01 : 0.03) * step / 20, k == 0 ? 0.2 : 0);
            adam.Step(gradients, multiplier: step / 20.0, gradientScale: 0.5);
            for (var k = 0; k < 2; k++) Near(p[k], Doubles(model[k].Value), tolerance);
        }
        Assert.Equal([1, 1, 1], Doubles(model[2].Value)); // not reached: not even decayed
    }

    private static double[] Doubles(Tensor x) => x.To(DType.Float64).ToArray<double>();

    private static void Near(double[] expected, double[] actual, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }

    [Fact]
    public void A_strided_gradient_is_taken_in_its_own_order()
    {
        var square = ParameterScope.Fresh(new Rng(1)).Parameter("w", [2, 3], ParameterRole.Matrix, Initial.Zeros);
        var dY = Tensor.Of(new[,] { { 1f, -1 }, { 1, 1 }, { -1, 1 } });
        var gradients = (square * 1.0).Backward(dY.View(dY.Layout.Permute([1, 0])));
        new AdamW([new Parameter("w", square, ParameterRole.Matrix)], 0.1, 0).Step(gradients);
        Assert.Equal([-1, -1, 1, 1, -1, -1], square.ToArray<float>().Select(x => Math.Sign(x)));
    }

    [Fact]
    public void State_carries_a_training_over_exactly()
    {
        ParameterSet whole = Model(DType.Float32), first = Model(DType.Float32);
        AdamW adamWhole = new(whole, 0.01), adamFirst = new(first, 0.01);
        for (var step = 0; step < 4; step++) adamWhole.Step(Gradients(whole, step));
        for (var step = 0; step < 2; step++) adamFirst.Step(Gradients(first, step));
        var resumed = new AdamW(first, 0.01);
        resumed.Load(adamFirst.State().ToDictionary(pair => pair.Key, pair => pair.Value.Copy()));
        for (var step = 2; step < 4; step++) resumed.Step(Gradients(first, step));
        Assert.All(whole, parameter => Assert.Equal(parameter.Value.ToArray<float>(), first[parameter.Name].Value.ToArray<float>()));
    }

    [Fact]
    public void A_state_that_does_not_fit_changes_nothing()
    {
        var model = Model(DType.Float32);
        var adam = new AdamW(model, 0.01);
        adam.Step(Gradients(model, 0));
        var before = adam.State().ToDictionary(pair => pair.Key, pair => pair.Value.Copy());
        Refuses(state => state.Remove("exp_avg_sq.bias"), "lacks 'exp_avg_sq.bias'");
        Refuses(state => state["exp_avg.bias"] = Tensor.Zeros([12]), "float32[12]");
        Refuses(state => state["exp_avg.bias"] = Tensor.Full([11], double.NaN), "NaN");
        Refuses(state => state["step.weight"] = Tensor.Of([-1L], Shape.Scalar), "-1");
        Assert.All(
            adam.State(), pair => Assert.Equal(before[pair.Key].Storage.Span[..4].ToArray(), pair.Value.Storage.Span[..4].ToArray()));

        void Refuses(Action<Dictionary<string, Tensor>> damage, string expected)
        {
            var state = before.ToDictionary(pair => pair.Key, _ => Tensor.Zeros(Shape.Scalar));
            foreach (var (name, tensor) in before) state[name] = tensor;
            damage(state);
            Assert.Contains(expected, Assert.Throws<GexiaException>(() => adam.Load(state)).Message);
        }
    }

    [Fact]
    public void Accumulated_gradients_are_the_mean_of_the_micro_batches_and_outlive_their_scopes()
    {
        var model = Model(DType.Float64);
        var expected = Doubles(Gradients(model, 0)[model["bias"].Value])
            .Zip(Doubles(Gradients(model, 1)[model["bias"].Value]), (a, b) => (a + b) / 2)
            .ToArray();
        var accumulator = new GradientAccumulator(model.Select(parameter => parameter.Value));
        for (var round = 0; round < 2; round++)
        {
            accumulator.Clear();
            for (var micro = 0; micro < 2; micro++)
            {
                using var scope = TensorScope.Begin();
                accumulator.Add(Gradients(model, micro), 0.5);
            }
            Near(expected, Doubles(accumulator.Gradients[model["bias"].Value]), 1e-12);
        }
        Assert.False(accumulator.Gradients.TryGet(model["unused"].Value, out _));

        var adam = new AdamW(model, 0.01);
        Assert.Equal(
            GradientNorm.Of([accumulator.Gradients[model["weight"].Value], accumulator.Gradients[model["bias"].Value]]),
            adam.GradientNorm(accumulator.Gradients));
        var before = Doubles(model["bias"].Value);
        adam.Step(accumulator.Gradients);
        // the first step is lr·sign(g)
        Near([.. before.Zip(expected, (p, g) => (p * (1 - (0.01 * 0.01))) - (0.01 * Math.Sign(g)))], Doubles(model["bias"].Value), 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bits_do_not_depend_on_threads(int threads)
    {
        float[] Run(int count)
        {
            using var limit = CpuThreads.Limit(count);
            var value = ParameterScope.Fresh(new Rng(1)).Parameter("w", [100, 331], ParameterRole.Matrix, Initial.Normal(1));
            var adam = new AdamW([new Parameter("w", value, ParameterRole.Matrix)], 0.01);
            for (var step = 0; step < 3; step++)
            {
                var gradients = (value * value).Backward(Tensor.Normal(new Rng(2).At(step, "dY"), [100, 331]));
                adam.Step(gradients, gradientScale: GradientNorm.ClipScale(adam.GradientNorm(gradients), 1));
            }
            return value.ToArray<float>();
        }
        Assert.Equal(Run(1), Run(threads));
    }

    [Fact]
    public void Groups_are_checked()
    {
        var model = Model(DType.Float32);
        Assert.Throws<ArgumentException>(() => GroupRule.Split(model, new GroupRule("weights", p => p.Name == "weight", 1, 0)));
        Assert.Throws<ArgumentException>(() => new AdamW([new("a", model, 1, 0), new("b", model, 1, 0)]));
        Assert.Throws<ArgumentException>(() => new AdamW(model, -1));
        Assert.Throws<ArgumentException>(() => new AdamW(model, 1, config: new(Beta2: 1)));
    }

    [Fact]
    public void One_launch_over_all_parameters_does_what_a_launch_for_each_would()
    {
        var rng = new Rng(8);
        List<Parameter> together = [.. new[]
        {
            ("long", new[] { 3, 5001 }), ("unreached", [10]), ("scalar", []), ("strided", [70, 90]), ("empty", [0]), ("block", [4096])
        }
            .Select(item => new Parameter(item.Item1, Tensor.Normal(rng, item.Item2).RequireGradient(), ParameterRole.Matrix))];
        List<Parameter> alone = [.. together.Select(parameter => parameter with { Value = parameter.Value.Copy().RequireGradient() })];
        var (all, each) = (new AdamW(together, 0.01, 0.1), alone.Select(parameter => new AdamW([parameter], 0.01, 0.1)).ToList());
        for (var step = 0; step < 3; step++)
        {
            var factors = together.Select(parameter => Tensor.Normal(rng, parameter.Value.Shape)).ToList();
            var gradients = Backward(together);
            List<Tensor> reached =
                [.. together.Where(parameter => parameter.Name != "unreached").Select(parameter => gradients[parameter.Value])];
            Assert.Contains(reached, gradient => !gradient.IsContiguous);
            Assert.Equal(GradientNorm.Of(reached), all.GradientNorm(gradients));
            all.Step(gradients, 0.5, 0.25);
            var separate = Backward(alone);
            foreach (var adam in each) adam.Step(separate, 0.5, 0.25);
            foreach (var (one, other) in together.Zip(alone)) Assert.Equal(one.Value.ToArray<float>(), other.Value.ToArray<float>());

            // The gradient of Σ p·f is f.
            Gexia.Gradients Backward(List<Parameter> parameters) => parameters.Zip(factors).Where(pair => pair.First.Name != "unreached")
                .Select(pair =>
                    pair.First.Name == "strided"
                        ? (pair.First.Value.Transpose() * pair.Second.Transpose()).Sum()
                        : (pair.First.Value * pair.Second).Sum())
                    .Aggregate((a, b) => a + b).Backward();
        }
    }

    [Fact]
    public void Parameters_of_two_dtypes_are_updated_alike()
    {
        var values = Enumerable.Range(0, 5000).Select(i => Math.Sin(i)).ToArray();
        List<Parameter> both =
        [
            .. new[] { DType.Float32, DType.Float64 }.Select(
                type => new Parameter(type.ToString(), Tensor.Of(values, [5000]).To(type).RequireGradient(), ParameterRole.Matrix))
        ];
        var (accumulator, adam) = (new GradientAccumulator(both.Select(parameter => parameter.Value)), new AdamW(both, 0.01));
        accumulator.Clear();
        foreach (var parameter in both) accumulator.Add((parameter.Value * parameter.Value).Sum().Backward(), 1);
        Assert.Equal(Math.Sqrt(2 * values.Sum(x => 4 * x * x)), adam.GradientNorm(accumulator.Gradients), 1e-3);
        adam.Step(accumulator.Gradients);
        Near(Doubles(both[1].Value), Doubles(both[0].Value), 1e-6);
        Assert.NotEqual(values[7], both[1].Value.At(7));
    }
}
