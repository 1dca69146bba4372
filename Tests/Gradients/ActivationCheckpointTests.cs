namespace Gexia.Tests.Gradients;

/// <summary>A recomputed part gives the gradients that a remembered one gives.</summary>
public class ActivationCheckpointTests
{
    private readonly Tensor x = Tensor.Normal(new Rng(1), [5, 4], type: DType.Float64).RequireGradient();
    private readonly Tensor weight = Tensor.Normal(new Rng(2), [4, 4], type: DType.Float64).RequireGradient();
    private readonly Tensor bias = Tensor.Normal(new Rng(3), [4], type: DType.Float64).RequireGradient();

    private Tensor Block(Tensor input) => input + input.Linear(weight, bias, new Gelu()).Softmax();

    [Fact]
    public void Inputs_and_the_parameters_inside_get_the_same_bits()
    {
        var plain = Block(Block(x)).Square().Sum().Backward();
        var again = Block(ActivationCheckpoint.Run(i => Block(i[0]), x)).Square().Sum().Backward();
        var nested = ActivationCheckpoint.Run(i => ActivationCheckpoint.Run(j => Block(j[0]), Block(i[0])), x).Square().Sum().Backward();
        foreach (var leaf in new[] { x, weight, bias })
        {
            Assert.Equal(plain[leaf].ToArray<double>(), again[leaf].ToArray<double>());
            Assert.Equal(plain[leaf].ToArray<double>(), nested[leaf].ToArray<double>());
        }
    }

    [Fact]
    public void Parameters_get_gradients_though_no_input_wants_one()
    {
        var constant = x.Detach();
        var expected = Block(constant).Square().Sum().Backward();
        var actual = ActivationCheckpoint.Run(i => Block(i[0]), constant).Square().Sum().Backward();
        Assert.Equal(expected[weight].ToArray<double>(), actual[weight].ToArray<double>());
        Assert.False(actual.TryGet(constant, out _));
    }

    [Fact]
    public void The_part_runs_once_forward_and_once_more_backward()
    {
        var runs = 0;
        var loss = ActivationCheckpoint.Run(i => { runs++; return Block(i[0]); }, x).Sum();
        Assert.Equal(1, runs);
        loss.Backward();
        Assert.Equal(2, runs);
        using (Graph.NoGradient()) Assert.False(ActivationCheckpoint.Run(i => Block(i[0]), x).RequiresGradient);
    }

    [Fact]
    public void Integer_inputs_pass_through()
    {
        var ids = Tensor.Of(2, 0, 2);
        var expected = weight.Gather(ids).Square().Sum().Backward()[weight];
        var actual = ActivationCheckpoint.Run(i => i[0].Gather(i[1]), weight, ids).Square().Sum().Backward()[weight];
        Assert.Equal(expected.ToArray<double>(), actual.ToArray<double>());
    }

    [Fact]
    public void In_a_scope_the_activations_go_back_at_once()
    {
        var input = Tensor.Normal(new Rng(1), [64, 64]).RequireGradient();
        long Held(bool checkpointed)
        {
            using var scope = TensorScope.Begin();
            var before = scope.HeldBytes;
            Tensor Many(Tensor t)
            {
                for (var i = 0; i < 10; i++) t = t.Sigmoid();
                return t;
            }
            var y = checkpointed ? ActivationCheckpoint.Run(i => Many(i[0]), input) : Many(input);
            var held = scope.HeldBytes - before;
            Assert.Equal(y.Length, y.Sum().Backward()[input].Length);
            return held;
        }
        Assert.InRange(Held(checkpointed: true), 1, Held(checkpointed: false) / 5);
    }
}
