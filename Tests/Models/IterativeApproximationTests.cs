using Gexia.Models;

namespace Gexia.Tests.Models;

/// <summary>What must hold of the IAM whatever its weights.</summary>
public class IterativeApproximationTests
{
    private const int Width = 8, FeatureWidth = 6;

    private static IamConfig Config { get; } = new() { Vectors = 3, Width = Width, Heads = 2 };

    private static (IterativeApproximation Iam, ParameterScope Scope) Build(IamConfig? config = null, int features = FeatureWidth)
    {
        var scope = ParameterScope.Fresh(new Rng(5), DType.Float64);
        return (new IterativeApproximation(scope, config ?? Config, features), scope);
    }

    private static Tensor Features(int batch, int rows, int width = FeatureWidth, ulong seed = 1) =>
        Tensor.Normal(new Rng(seed), [batch, rows, width], type: DType.Float64);

    [Fact]
    public void No_iteration_is_the_unrolled_step_alone()
    {
        var (iam, scope) = Build();
        var features = Features(2, 5);
        var gradients = iam.Forward(features, 0).Backward(Features(2, 3, Width, 9));
        foreach (var parameter in scope.All)
            Assert.Equal(!parameter.Name.StartsWith("shared.", StringComparison.Ordinal), gradients.TryGet(parameter.Value, out _));
    }

    [Theory]
    [InlineData(50), InlineData(800), InlineData(1600), InlineData(77)]
    public void Any_number_of_features_gives_N_vectors(int rows) =>
        Assert.Equal([1, 3, Width], Build().Iam.Forward(Features(1, rows), 2).Shape);

    [Fact]
    public void Keys_made_once_or_for_every_iteration_give_the_same_values_and_gradients()
    {
        var (values, gradients) = Unroll(once: true);
        var (again, againGradients) = Unroll(once: false);
        AssertClose(values, again, 1e-12);
        Assert.Equal(gradients.Count, againGradients.Count);
        foreach (var (name, gradient) in gradients) AssertClose(gradient, againGradients[name], 1e-10);

        static (Tensor, Dictionary<string, Tensor>) Unroll(bool once)
        {
            var scope = ParameterScope.Fresh(new Rng(5), DType.Float64);
            var step = new ApproximationStep(scope, Config, FeatureWidth);
            var features = Features(2, 5).RequireGradient();
            var a = Features(2, 3, Width, 7);
            var projected = step.Project(features);
            for (var j = 0; j < 3; j++) a = step.Forward(a, once ? projected : step.Project(features), null);
            var found = a.Backward(Features(2, 3, Width, 9));
            var named = scope.All.ToDictionary(parameter => parameter.Name, parameter => found[parameter.Value]);
            named["features"] = found[features];
            return (a, named);
        }
    }

    [Fact]
    public void Masked_keys_change_nothing()
    {
        var (iam, _) = Build();
        var features = Features(2, 5);
        var longer = ConcatOp.Concat([features, Features(2, 4, seed: 3)], 1);
        var mask = new double[2 * 9];
        for (var row = 0; row < 2; row++) mask.AsSpan((row * 9) + 5, 4).Fill(double.NegativeInfinity);
        AssertClose(iam.Forward(features, 3), iam.Forward(longer, 3, Tensor.Of(mask, [2, 9])), 1e-12);
    }

    [Fact]
    public void The_order_of_features_changes_nothing()
    {
        var (iam, _) = Build();
        var features = Features(1, 6);
        int[] order = [3, 0, 5, 1, 4, 2];
        var shuffled = features.Reshape(6, FeatureWidth).Gather(Tensor.Of(order)).Reshape(1, 6, FeatureWidth);
        AssertClose(iam.Forward(features, 3), iam.Forward(shuffled, 3), 1e-12);
    }

    [Theory]
    [InlineData(IamMlp.AfterSelfAttention, true, false)]
    [InlineData(IamMlp.None, false, false)]
    [InlineData(IamMlp.AfterBoth, true, false)]
    [InlineData(IamMlp.AfterSelfAttention, true, true)]
    public void Gradients_flow_through_three_shared_iterations(IamMlp mlp, bool finalNorm, bool literal)
    {
        var config = Config with { Width = 4, Mlp = mlp, FinalNorm = finalNorm, Literal = literal, MlpRatio = 2 };
        var (iam, scope) = Build(config, features: 3);
        GradientCheck.Run(inputs => iam.Forward(inputs[0], 3), Features(1, 3, 3)).ThrowIfWrong();
        // And to the weights that all iterations share.
        var weight = scope.All["shared.k.weight"].Value;
        var features = Features(1, 3, 3);
        var contraction = Features(1, 3, 4, 4);
        var analytic = iam.Forward(features, 3).Backward(contraction)[weight].ToArray<double>();
        var values = weight.AsSpan<double>();
        for (var i = 0; i < values.Length; i++)
        {
            const double h = 1e-6;
            var kept = values[i];
            values[i] = kept + h;
            var above = (iam.Forward(features, 3) * contraction).Sum().At();
            values[i] = kept - h;
            var below = (iam.Forward(features, 3) * contraction).Sum().At();
            values[i] = kept;
            var numeric = (above - below) / (2 * h);
            Assert.InRange(analytic[i], numeric - 1e-5 - (1e-3 * Math.Abs(numeric)), numeric + 1e-5 + (1e-3 * Math.Abs(numeric)));
        }
    }

    private static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        foreach (var (a, b) in expected.ToArray<double>().Zip(actual.ToArray<double>())) Assert.InRange(b, a - tolerance, a + tolerance);
    }
}
